#!/bin/sh
# Waits until Temporal serves and makes the namespace. May run any number of times.
set -eu
until temporal operator cluster health >/dev/null 2>&1; do sleep 0.5; done
temporal operator namespace describe >/dev/null 2>&1 ||
  temporal operator namespace create --retention 72h
# A new namespace is known to the frontend's cache a few seconds later.
until temporal workflow count >/dev/null 2>&1; do sleep 0.5; done
