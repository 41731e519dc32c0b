-- Up Migration

-- The vault's tables. They know no product: which roles may do what, and which kinds and types
-- there are, is for the product's own migrations to say. Until these do, row-level security hides
-- every row from everyone, the owner of the tables included.

-- A subject: what records and documents belong to. Its owner may change it while it is open. Of a
-- closed one that awaits documents, the owner may replace those that were refused.
create table subjects (
  ref text primary key check (ref ~ '^[a-z]{3}_[0-9a-hjkmnp-tv-z]{26}$'),
  owner text not null,
  idempotency_key text not null,
  opened_at timestamptz not null default now(),
  closed_at timestamptz,
  awaits_documents boolean not null default false,
  unique (owner, idempotency_key)
);
-- The sweeper's question: what was opened and never closed?
create index subjects_open on subjects (opened_at) where closed_at is null;

-- One data key for each subject, wrapped by the key-encryption key. Destroying the row makes every
-- record and every document of the subject unreadable at once, wherever its ciphertext has been
-- copied.
create table data_keys (
  subject text primary key references subjects on delete cascade,
  wrapped bytea not null,
  key_id text not null,
  created_at timestamptz not null default now()
);

-- Small records: AWS Encryption SDK messages. Those that are parts of the subject itself share its
-- reference.
create table records (
  ref text not null check (ref ~ '^[a-z]{3}_[0-9a-hjkmnp-tv-z]{26}$'),
  subject text not null references subjects on delete cascade,
  type text not null,
  idempotency_key text not null,
  ciphertext bytea not null,
  ciphertext_length integer not null,
  ciphertext_sha256 bytea not null,
  created_at timestamptz not null default now(),
  primary key (ref, type),
  unique (subject, type, idempotency_key)
);
create unique index records_ref on records (ref) where ref <> subject;

-- Documents: the message is an S3 object. What is sensitive about it (name, media type) sits
-- encrypted in `metadata`, together with the object's length and SHA-256: a row cannot be made to
-- fit another object.
create table documents (
  ref text primary key check (ref ~ '^[a-z]{3}_[0-9a-hjkmnp-tv-z]{26}$'),
  subject text not null references subjects on delete cascade,
  type text not null,
  idempotency_key text not null,
  object_key text not null unique,
  metadata bytea not null,
  metadata_length integer not null,
  metadata_sha256 bytea not null,
  -- What an inspection found, once and for all.
  verdict text check (verdict in ('clean', 'infected')),
  created_at timestamptz not null default now(),
  unique (subject, type, idempotency_key)
);

-- Objects that no document points to: still arriving, or to be removed. A row exists before its
-- object does and until it is gone, so that a crash at any moment leaves nothing in S3 that the
-- sweeper would not find. No foreign key: the row must outlive a subject that is removed.
create table unpublished_objects (
  object_key text primary key,
  subject text not null,
  purpose text not null check (purpose in ('upload', 'removal')),
  since timestamptz not null default now()
);
create index unpublished_objects_subject on unpublished_objects (subject);

-- Forced, so that the policies bind the owner of the tables too. There is no policy here.
do $$
declare name text;
begin
  foreach name in array array['subjects', 'data_keys', 'records', 'documents', 'unpublished_objects'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
  end loop;
end $$;
