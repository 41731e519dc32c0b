-- Up Migration

-- People and their sessions. The only personal data outside the vault is what sign-in needs. No
-- policy of lending/ knows the roles `operator`, `auditor` and `officer`: they see no application.
create table users (
  id uuid primary key default gen_random_uuid(),
  email text not null unique check (email = lower(email)),
  display_name text not null,
  password_hash text not null,
  role text not null check (role in ('customer', 'reviewer', 'operator', 'auditor', 'officer'))
);

create table sessions (
  sid text primary key,
  sess json not null,
  expire timestamptz not null
);
create index sessions_expire on sessions (expire);

grant select on users to harbor_portal;
grant select, insert, update, delete on sessions to harbor_portal;
