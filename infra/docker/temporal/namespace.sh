#!/bin/sh
# Waits until Temporal serves, and makes the namespace. Idempotent.
set -eu
until temporal operator cluster health >/dev/null 2>&1; do sleep 0.5; done
temporal operator namespace describe >/dev/null 2>&1 ||
  temporal operator namespace create --retention 72h
# A new namespace reaches the frontend's cache after a few seconds.
until temporal workflow count >/dev/null 2>&1; do sleep 0.5; done
