-- Up Migration

-- An application: a subject that its owner has submitted, and how far it is. A subject without a
-- row here is a draft. Everything that was submitted is in the vault's `records` and `documents`.
create table applications (
  ref text primary key references subjects on delete cascade,
  status text not null default 'submitted' check (status in
    ('submitted', 'in-review', 'approved', 'declined', 'expired', 'withdrawn', 'failed')),
  submitted_at timestamptz not null default now(),
  workflow_started_at timestamptz,
  -- The customer's own word: nothing else ends an application as withdrawn.
  withdrawn_at timestamptz,
  -- The reviewer's decision that counts, how the application ends, and the decision or assessment
  -- that this rests on: each is written once, before anything follows from it. Letter, mail and
  -- status cannot contradict it, whatever steps the Temporal operator calls, and in whatever order.
  decision text check (starts_with(decision, 'dec_')),
  outcome text check (outcome in ('approved', 'declined', 'expired', 'withdrawn', 'failed')),
  rests_on text check (rests_on ~ '^(dec|rpt)_'),
  reminded_at timestamptz,
  check (status in ('submitted', 'in-review') or status = outcome)
);

create function keep_first() returns trigger language plpgsql as $$
begin
  new.withdrawn_at := coalesce(old.withdrawn_at, new.withdrawn_at);
  new.decision := coalesce(old.decision, new.decision);
  if old.outcome is not null then
    new.outcome := old.outcome;
    new.rests_on := old.rests_on;
  end if;
  return new;
end $$;
create trigger first_counts before update on applications for each row execute function keep_first();

-- The sweeper's question: what was committed and not started?
create index applications_unstarted on applications (submitted_at) where workflow_started_at is null;
create index applications_in_review on applications (submitted_at) where status = 'in-review';

-- The timeline that the customer watches. Codes only; one entry for each code, so that a retry adds
-- nothing.
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

-- Above an amount, which only the vault knows, two reviewers have to approve: a row for each who
-- has, and never two of one. The key is that of the form, so that it can be sent again.
create table approvals (
  application text not null references applications on delete cascade,
  reviewer text not null,
  idempotency_key text not null,
  at timestamptz not null default now(),
  primary key (application, reviewer)
);

-- What an application stores in the vault (stored-types.ts), for writers that bypass the code.
alter table subjects add constraint subjects_kind check (starts_with(ref, 'app_'));
alter table records add constraint records_kind check (ref ~ '^(app|rpt|dec)_');
alter table records add constraint records_type check ((ref = subject) =
  (type in ('contact', 'identity', 'finances', 'bank-account', 'masks')));
alter table documents add constraint documents_kind check (ref ~ '^(doc|ltr)_');
alter table documents add constraint documents_type
  check (type in ('identity', 'bank-statement', 'decision-letter'));
