-- The login of each process, with the password that the secrets service made for it. The superuser
-- has none: it can be reached from inside the container only (pg_hba.conf).
\set owner  `cat /run/secrets/harbor_owner.password`
\set portal `cat /run/secrets/harbor_portal.password`
\set worker `cat /run/secrets/harbor_worker.password`
\set codec `cat /run/secrets/harbor_codec.password`
\set temporal `cat /run/secrets/temporal.password`

-- Together less than max_connections: a login that takes all of its own leaves the others theirs.
-- A pool has ten, so there is room for three portals and three workers.
create role harbor_owner login password :'owner' connection limit 4;
create role harbor_portal login password :'portal' connection limit 34;
create role harbor_worker login password :'worker' connection limit 32;
create role harbor_codec login password :'codec' connection limit 12;
create role temporal login password :'temporal';

create database harbor owner harbor_owner;
create database temporal owner temporal;
create database temporal_visibility owner temporal;

-- A new database lets everyone connect and make temporary tables.
revoke all on database harbor, temporal, temporal_visibility, postgres, template1 from public;
grant connect on database harbor to harbor_portal, harbor_worker, harbor_codec;

\connect harbor
\ir least-rights.sql
