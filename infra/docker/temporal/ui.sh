#!/bin/sh
# Starts the UI's server. It is configured by environment variables, which anyone who may inspect a
# container can read, so its secret at the identity provider is added to them only inside.
set -eu
TEMPORAL_AUTH_CLIENT_SECRET=$(cat /run/secrets/identity-secret)
export TEMPORAL_AUTH_CLIENT_SECRET
cd /home/ui-server
exec ./ui-server --env docker start
