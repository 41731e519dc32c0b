#!/bin/sh
# The first start makes the roles and the databases, in a folder beside the data that it renames
# when all is there: a start that is killed meanwhile leaves nothing that looks like a database.
set -eu

# Postgres requires that only its own user can read its key. /tmp is in memory.
install -m 600 /run/secrets/server.key /tmp/server.key

settings='-c config_file=/etc/harbor/postgres/postgresql.conf -c hba_file=/etc/harbor/postgres/pg_hba.conf'

if [ ! -d "$PGDATA" ]; then
  new=$PGDATA.new
  rm -rf "$new"
  mkdir -p "$(dirname "$new")"
  initdb --pgdata "$new" --username postgres --encoding UTF8 --locale C \
    --locale-provider builtin --builtin-locale C.UTF-8 >/dev/null
  pg_ctl --pgdata "$new" --silent --wait --log /dev/stdout -o "$settings -c listen_addresses=" start
  psql --host /tmp --username postgres --dbname postgres --no-psqlrc --quiet \
    --set ON_ERROR_STOP=1 --file /etc/harbor/postgres/roles.sql
  pg_ctl --pgdata "$new" --silent --wait --mode fast stop
  mv "$new" "$PGDATA"
fi

# shellcheck disable=SC2086 # the settings are words
exec postgres -D "$PGDATA" $settings
