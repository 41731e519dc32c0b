#!/bin/sh
# Brings Temporal's two databases up to the schema of this version. Idempotent.
set -eu
SQL_PASSWORD=$(cat /run/secrets/database-password)
export SQL_PASSWORD SQL_PLUGIN=postgres12 SQL_HOST=postgres SQL_PORT=5432 SQL_USER=temporal
export SQL_TLS=true SQL_TLS_CA_FILE=/run/secrets/ca.crt SQL_TLS_SERVER_NAME=postgres

for database in temporal visibility; do
  export SQL_DATABASE=temporal
  [ $database = temporal ] || SQL_DATABASE=temporal_$database
  temporal-sql-tool setup-schema --version 0.0
  temporal-sql-tool update-schema --schema-dir "/etc/temporal/schema/postgresql/v12/$database/versioned"
done
