#!/bin/sh
# Starts the UI's server. Its configuration comes from environment variables, which anyone who may look at a container
# can read: the secret by which the identity provider knows it joins them only inside.
set -eu
TEMPORAL_AUTH_CLIENT_SECRET=$(cat /run/secrets/identity-secret)
export TEMPORAL_AUTH_CLIENT_SECRET
cd /home/ui-server
exec ./ui-server --env docker start
