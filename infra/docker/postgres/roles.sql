-- The login of each process, with the password that the secrets service made for it. The superuser
-- has none: it can be reached from inside the container only (pg_hba.conf).
\set owner  `cat /run/secrets/harbor_owner.password`
\set portal `cat /run/secrets/harbor_portal.password`
\set worker `cat /run/secrets/harbor_worker.password`
\set codec `cat /run/secrets/harbor_codec.password`
\set temporal `cat /run/secrets/temporal.password`

create role harbor_owner login password :'owner';
create role harbor_portal login password :'portal';
create role harbor_worker login password :'worker';
create role harbor_codec login password :'codec';
create role temporal login password :'temporal';

create database harbor owner harbor_owner;
create database temporal owner temporal;
create database temporal_visibility owner temporal;

-- A new database lets everyone connect and make temporary tables.
revoke all on database harbor, temporal, temporal_visibility, postgres, template1 from public;
grant connect on database harbor to harbor_portal, harbor_worker, harbor_codec;
