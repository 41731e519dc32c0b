#!/bin/sh
# Waits until Temporal serves, and makes the namespaces: the product's, and that of the approaches.
# Idempotent.
set -eu
until temporal operator cluster health >/dev/null 2>&1; do sleep 0.5; done
for namespace in default approaches; do
  temporal operator namespace describe --namespace $namespace >/dev/null 2>&1 ||
    temporal operator namespace create --namespace $namespace --retention 72h
  # A new namespace reaches the frontend's cache after a few seconds.
  until temporal workflow count --namespace $namespace >/dev/null 2>&1; do sleep 0.5; done
done

# The approaches search by it (comparison/approaches/search-attribute.ts), and may not register it.
attribute=HarborEmployer
temporal operator search-attribute list --namespace approaches | grep -q $attribute ||
  temporal operator search-attribute create --namespace approaches --name $attribute --type Keyword
until temporal workflow count --namespace approaches --query "$attribute = 'nobody'" >/dev/null 2>&1; do
  sleep 0.5
done
