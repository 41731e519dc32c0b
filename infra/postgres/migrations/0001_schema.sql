-- Up Migration

-- People and their sessions. The only personal data outside the vault is what sign-in needs.
create table users (
  id uuid primary key default gen_random_uuid(),
  email text not null unique check (email = lower(email)),
  display_name text not null,
  password_hash text not null,
  role text not null check (role in ('customer', 'reviewer'))
);

create table sessions (
  sid text primary key,
  sess json not null,
  expire timestamptz not null
);
create index sessions_expire on sessions (expire);

-- An application: who owns it and how far it is. Everything that was submitted is in `records` and `documents`.
create table applications (
  ref text primary key check (ref ~ '^app_[0-9a-hjkmnp-tv-z]{26}$'),
  owner uuid not null references users,
  idempotency_key uuid not null,
  status text not null default 'draft' check (status in
    ('draft', 'submitted', 'in-review', 'approved', 'declined', 'expired', 'withdrawn', 'failed')),
  created_at timestamptz not null default now(),
  submitted_at timestamptz,
  workflow_started_at timestamptz,
  unique (owner, idempotency_key),
  check ((status = 'draft') = (submitted_at is null))
);
-- The sweeper's question: what was committed and not started?
create index applications_unstarted on applications (submitted_at)
  where submitted_at is not null and workflow_started_at is null;
create index applications_in_review on applications (submitted_at) where status = 'in-review';

-- One data key for each application, wrapped by the key-encryption key. Destroying the row makes every record
-- and every document of the application unreadable at once, wherever its ciphertext has been copied.
create table data_keys (
  application text primary key references applications on delete cascade,
  wrapped bytea not null,
  key_id text not null,
  created_at timestamptz not null default now()
);

-- Small records: AWS Encryption SDK messages.
create table records (
  ref text primary key check (ref ~ '^(app|rpt|dec)_[0-9a-hjkmnp-tv-z]{26}$'),
  application text not null references applications on delete cascade,
  type text not null,
  idempotency_key text not null,
  ciphertext bytea not null,
  ciphertext_length integer not null,
  ciphertext_sha256 bytea not null,
  created_at timestamptz not null default now(),
  unique (application, type, idempotency_key)
);

-- Documents: the message is an S3 object. What is sensitive about it (name, media type) sits encrypted in
-- `metadata`, together with the object's length and SHA-256: a row cannot be made to fit another object.
create table documents (
  ref text primary key check (ref ~ '^(doc|ltr)_[0-9a-hjkmnp-tv-z]{26}$'),
  application text not null references applications on delete cascade,
  type text not null check (type in ('identity', 'bank-statement', 'decision-letter')),
  idempotency_key text not null,
  object_key text not null unique,
  metadata bytea not null,
  metadata_length integer not null,
  metadata_sha256 bytea not null,
  created_at timestamptz not null default now(),
  unique (application, type, idempotency_key)
);

-- Objects that no document points to: still arriving, or to be removed. A row is here before its object exists
-- and until it is gone, so that a crash at any moment leaves nothing in S3 that the sweeper would not find. No
-- foreign key: the row must outlive a draft that is removed.
create table unpublished_objects (
  object_key text primary key,
  application text not null,
  purpose text not null check (purpose in ('upload', 'removal')),
  since timestamptz not null default now()
);
create index unpublished_objects_application on unpublished_objects (application);

-- The timeline that the customer watches. Codes only; one entry for each code, so that a retry adds nothing.
create table application_events (
  id bigint generated always as identity primary key,
  application text not null references applications on delete cascade,
  code text not null,
  at timestamptz not null default now(),
  unique (application, code)
);

create function notify_application_event() returns trigger language plpgsql as $$
begin
  perform pg_notify('application_events', new.application);
  return null;
end $$;
create trigger application_event_added after insert on application_events
  for each row execute function notify_application_event();
