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
  unique (owner, idempotency_key)
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

-- Documents: the message is an S3 object; name and media type are sensitive and sit encrypted in `metadata`.
create table documents (
  ref text primary key check (ref ~ '^(doc|ltr)_[0-9a-hjkmnp-tv-z]{26}$'),
  application text not null references applications on delete cascade,
  type text not null check (type in ('identity', 'bank-statement', 'decision-letter')),
  idempotency_key text not null,
  state text not null default 'pending' check (state in ('pending', 'stored')),
  object_key text,
  metadata bytea,
  ciphertext_length bigint,
  ciphertext_sha256 bytea,
  created_at timestamptz not null default now(),
  unique (application, type, idempotency_key),
  check (state = 'pending' or (object_key is not null and metadata is not null
    and ciphertext_length is not null and ciphertext_sha256 is not null))
);

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
