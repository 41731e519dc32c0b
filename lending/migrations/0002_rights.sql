-- Up Migration

-- The processes log in as roles that own nothing. Roles belong to the whole server, so another
-- database's migration may have made them; their passwords are set where the server is started,
-- never here.
do $$
declare name text;
begin
  foreach name in array array['harbor_portal', 'harbor_worker'] loop
    begin
      -- Where an administrator has made them, the owner need not have the right to make roles.
      if not exists (select from pg_roles where rolname = name) then
        execute format('create role %I nologin', name);
      end if;
    exception when duplicate_object or unique_violation then null;
    end;
  end loop;
end $$;

-- What each role may touch at all. No role may change a data key, a record or a document. The
-- status of an application is the worker's to change and not the portal's: an attacker with the
-- portal's login cannot approve a loan.
grant select, insert (ref, owner, idempotency_key), update (closed_at, awaits_documents), delete
  on subjects to harbor_portal;
grant select, insert (ref), update (workflow_started_at, withdrawn_at) on applications to harbor_portal;
grant select, insert on data_keys, records, application_events to harbor_portal;
grant select, insert, delete on documents to harbor_portal;
grant select, insert, update (purpose), delete on unpublished_objects to harbor_portal;

grant select, insert on key_checks to harbor_portal;
grant select, insert (application, reviewer, idempotency_key) on approvals to harbor_portal;

grant select, update (awaits_documents) on subjects to harbor_worker;
grant select on data_keys, key_checks, approvals to harbor_worker;
grant select, update (status, decision, outcome, rests_on, reminded_at) on applications to harbor_worker;
grant update (verdict) on documents to harbor_worker;
grant select, insert on records, application_events, documents to harbor_worker;
grant select, insert, update (purpose), delete on unpublished_objects to harbor_worker;

-- Row-level security decides about rows. The processes say for whom they act in `vault.actor` and
-- `vault.role` (vault/actor.ts); without these they see nothing. The worker is also known by its
-- login, which the portal does not have: the portal cannot act as the worker.
create function acting_as(wanted text) returns boolean language sql stable
  return current_setting('vault.role', true) = wanted
    and (wanted = 'worker') = (current_user = 'harbor_worker');

create function acting_for(owner text) returns boolean language sql stable
  return acting_as('customer') and owner = current_setting('vault.actor', true);

-- What each role opens, for which purpose: a copy of `grants` (contract/lists.ts), which a test
-- compares. The processes say the purpose in `vault.purpose`. It keeps a mistake in a step from
-- reaching data that the step has no use for; a process that an attacker controls can say any.
create table grants (
  role text,
  purpose text,
  part text,
  primary key (role, purpose, part)
);
insert into grants select role, purpose, unnest(parts) from (values
  ('worker', 'scanning', array['documents']),
  ('worker', 'eligibility', array['identity', 'documents']),
  ('worker', 'extraction', array['contact', 'bank-account', 'extraction-report', 'documents']),
  ('worker', 'identity-check', array['contact', 'identity', 'identity-report']),
  ('worker', 'assessment', array['finances', 'extraction-report', 'identity-report',
    'risk-assessment']),
  ('worker', 'decision', array['finances', 'review-decision']),
  ('worker', 'letter', array['contact', 'finances', 'identity-report', 'risk-assessment',
    'review-decision']),
  ('worker', 'notice', array['contact']),
  ('worker', 'outcome', array['finances', 'identity-report', 'risk-assessment',
    'review-decision']),
  ('reviewer', 'review', array['contact', 'finances', 'masks', 'extraction-report',
    'identity-report', 'risk-assessment', 'review-decision', 'documents']),
  ('reviewer', 'reveal', array['identity', 'bank-account', 'disclosure'])
) as granted (role, purpose, parts);
grant select on grants to harbor_portal, harbor_worker;

-- Customers open their own, and need no purpose.
create function may_open(wanted text) returns boolean language sql stable
  return acting_as('customer') or exists (select from grants
    where role = current_setting('vault.role', true)
      and purpose = current_setting('vault.purpose', true) and part = wanted);

-- These look through the caller's own eyes: they do not find what the policies on `subjects` and
-- `applications` hide.
create function sees(wanted text) returns boolean language sql stable
  return exists (select from subjects where ref = wanted);

create function owns_draft(wanted text) returns boolean language sql stable
  return exists (select from subjects where ref = wanted and closed_at is null and acting_for(owner));

create function owns_closed(wanted text) returns boolean language sql stable
  return exists (select from subjects where ref = wanted and closed_at is not null and acting_for(owner));

create function in_review(wanted text) returns boolean language sql stable
  return exists (select from applications where ref = wanted and status in ('submitted', 'in-review'));

create function owns_awaiting(wanted text) returns boolean language sql stable
  return exists (select from subjects where ref = wanted and awaits_documents and acting_for(owner));

create function has_ended(wanted text) returns boolean language sql stable
  return exists (select from applications where ref = wanted and outcome is not null);

create function is_refused(wanted text) returns boolean language sql stable
  return exists (select from documents where subject = wanted and verdict = 'infected');

create function is_scanned(wanted text) returns boolean language sql stable
  return exists (select from documents where subject = wanted and starts_with(ref, 'doc_'))
  and not exists (select from documents
    where subject = wanted and starts_with(ref, 'doc_') and verdict is distinct from 'clean')
  and not exists (select from subjects where ref = wanted and awaits_documents);

create function has_reached(wanted text, variadic codes text[]) returns boolean language sql stable
  return exists (select from application_events where application = wanted and code = any (codes));

-- The order of the process. A step that Temporal calls before its time, or again after the end,
-- leaves nothing in the vault.
create function may_follow(wanted text, event text) returns boolean language sql stable
  return case event
    when 'documents-refused' then is_refused(wanted) and not has_ended(wanted)
    when 'scanned' then is_scanned(wanted) and not has_ended(wanted)
    when 'validated' then has_reached(wanted, 'scanned')
    when 'incomplete' then has_reached(wanted, 'scanned') and not has_reached(wanted, 'validated')
    when 'extracted' then has_reached(wanted, 'validated')
    when 'identity-checked' then has_reached(wanted, 'extracted')
    when 'identity-unavailable' then has_reached(wanted, 'extracted')
    when 'assessed' then has_reached(wanted, 'identity-checked', 'identity-unavailable')
    when 'in-review' then has_reached(wanted, 'assessed')
    when 'decided' then has_reached(wanted, 'in-review')
      and exists (select from applications where ref = wanted and decision is not null)
    when 'letter-ready' then has_ended(wanted)
    when 'notified' then has_ended(wanted)
    else exists (select from applications where ref = wanted and outcome = event)
  end;

-- Which event a report needs before it.
create function may_report(wanted text, type text) returns boolean language sql stable
  return not has_ended(wanted) and case type
    when 'extraction-report' then has_reached(wanted, 'validated')
    when 'identity-report' then has_reached(wanted, 'extracted')
    when 'risk-assessment' then has_reached(wanted, 'identity-checked', 'identity-unavailable')
    else false
  end;

-- Forced, so that the policies bind the owner of the tables too.
do $$
declare name text;
begin
  foreach name in array array['applications', 'application_events', 'approvals'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
  end loop;
end $$;

-- Customers see their own, reviewers and the worker what was submitted, the sweeper all. A worker
-- that saw drafts could be made to process one, and its owner could exchange what it has checked.
create policy visible on subjects for select using (
  acting_for(owner) or acting_as('sweeper')
  or (closed_at is not null and (acting_as('reviewer') or acting_as('worker'))));
create policy opened on subjects for insert with check (acting_for(owner) and closed_at is null);
-- Closing is final: the owner finds no closed subject to change, unless it awaits documents.
create policy closed on subjects for update
  using (acting_for(owner) and (closed_at is null or awaits_documents))
  with check (acting_for(owner) and closed_at is not null and not awaits_documents);
-- The worker asks for documents only in place of those that it has refused.
create policy asked on subjects for update using (acting_as('worker') and closed_at is not null)
  with check (acting_as('worker') and closed_at is not null
    and (not awaits_documents or (is_refused(ref) and not has_ended(ref))));
-- The sweeper locks drafts, to remove them, and changes none.
create policy locked on subjects for update
  using (acting_as('sweeper') and closed_at is null) with check (false);
create policy abandoned on subjects for delete using (acting_as('sweeper') and closed_at is null);

create policy visible on applications for select
  using (acting_as('worker') or acting_as('sweeper') or sees(ref));
create policy submitted on applications for insert with check (owns_closed(ref));
create policy started on applications for update using (acting_as('sweeper'));
-- Their owners withdraw them, and have their workflow told that documents were replaced.
create policy taken_back on applications for update using (owns_closed(ref))
  with check (owns_closed(ref) and (workflow_started_at is null or withdrawn_at is not null));
-- An end is final: the worker finds no application that has one.
create policy moved_on on applications for update
  using (acting_as('worker') and status in ('submitted', 'in-review'))
  with check (acting_as('worker')
    and (status <> 'in-review' or has_reached(ref, 'assessed'))
    and (outcome is distinct from 'approved' or has_reached(ref, 'assessed'))
    and (outcome is distinct from 'withdrawn' or withdrawn_at is not null));

-- What belongs to a subject is visible to actors who see the subject; the sweeper needs no
-- ciphertext.
create policy visible on data_keys for select using (sees(subject) and not acting_as('sweeper'));
create policy opened on data_keys for insert with check (owns_draft(subject));

create policy visible on records for select using (sees(subject) and may_open(type));
create policy written on records for insert with check (
  case
    when type in ('contact', 'identity', 'finances', 'bank-account', 'masks') then owns_draft(subject)
    when type in ('review-decision', 'disclosure') then acting_as('reviewer') and in_review(subject)
    else acting_as('worker') and may_report(subject, type)
  end);

create policy visible on documents for select using (sees(subject)
  and (type = 'decision-letter' or acting_as('sweeper') or may_open('documents')));
create policy written on documents for insert with check (
  case type
    when 'decision-letter' then acting_as('worker') and has_ended(subject)
    else owns_draft(subject) or owns_awaiting(subject)
  end);
create policy inspected on documents for update using (acting_as('worker') and starts_with(ref, 'doc_')
  and verdict is null) with check (acting_as('worker'));
create policy removed on documents for delete using (owns_draft(subject)
  or (owns_awaiting(subject) and verdict is distinct from 'clean'));

-- The sweeper's own notes outlive the subject that they are about. Each login notes objects only
-- where its process may write in the bucket.
create policy noted on unpublished_objects
  using (acting_as('sweeper') or (sees(subject) and not acting_as('reviewer')))
  with check (starts_with(object_key, case current_user when 'harbor_worker' then 'letters/' else 'uploads/' end)
    and (acting_as('sweeper') or (sees(subject) and not acting_as('reviewer'))));

create policy visible on application_events for select using (sees(application));
-- The portal adds what its customers do, and the worker the rest.
create policy added on application_events for insert with check (
  case code
    when 'submitted' then owns_closed(application)
    when 'documents-replaced' then owns_closed(application) and has_reached(application, 'documents-refused')
    else acting_as('worker') and may_follow(application, code)
  end);

-- Reviewers approve in their own name, and never what is theirs. No login changes or removes a row.
create policy visible on approvals for select
  using (sees(application) and (acting_as('reviewer') or acting_as('worker')));
create policy given on approvals for insert with check (
  acting_as('reviewer') and reviewer = current_setting('vault.actor', true) and in_review(application)
  and not exists (select from subjects where ref = application and owner = reviewer));

-- In which roles each login acts, and which reads it adds to the audit trail.
insert into audit_writers (login, roles, actions)
  select login, roles, array['record.read', 'document.read', 'documents.list']
  from (values ('harbor_portal', array['customer', 'reviewer', 'sweeper']),
    ('harbor_worker', array['worker'])) as writers (login, roles);

grant execute on function audit_ends_to_anchor, audit_last_anchor, audit_note_anchor, audit_hashes_at
  to harbor_worker;

-- The trail for people: customers read what is about them, auditors all of it. That they have read
-- a subject's story is the last entry of it.
create function trail_of(wanted text) returns setof audit_entries
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if acting_as('auditor') or (acting_as('customer') and sees(wanted)) then
    return query select * from audit_entries where subject = wanted order by seq;
    if found then perform audit_add('trail.read', wanted, wanted); end if;
  end if;
end $$;

-- The newest entries before that number which fit; null fits all.
create function trail_search(person text, about text, did text, since timestamptz,
  until timestamptz, before bigint) returns setof audit_entries
language sql stable security definer set search_path = public, pg_temp as $$
  select * from audit_entries where acting_as('auditor')
    and (person is null or actor = person) and (about is null or subject = about)
    and (did is null or action = did) and (since is null or at >= since)
    and (until is null or at < until) and (before is null or seq < before)
  order by seq desc limit 50;
$$;
grant execute on function trail_of, trail_search to harbor_portal;

-- Functions may be called by everyone by default. Here, only by the roles that they are for.
revoke all on function notify_application_event, keep_first, acting_as, acting_for, sees, owns_draft,
  owns_closed, in_review, owns_awaiting, has_ended, is_refused, is_scanned, has_reached, may_follow,
  may_report, may_open, trail_of, trail_search from public;
grant execute on function audit_append, audit_first_break, is_latest(subjects), is_latest(documents),
  acting_as, acting_for, sees, owns_draft,
  owns_closed, in_review, owns_awaiting, has_ended, is_refused, is_scanned, has_reached, may_follow,
  may_report, may_open to harbor_portal, harbor_worker;
