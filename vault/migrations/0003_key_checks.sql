-- Up Migration

-- One value for each key-encryption key that has been in use, wrapped by it: a process that opens
-- none of them was given the wrong key, and refuses to start. It protects nothing.
create table key_checks (
  key_id text primary key,
  wrapped bytea not null,
  introduced_at timestamptz not null default now()
);
