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
grant select, insert (ref, owner, idempotency_key), update (closed_at), delete on subjects to harbor_portal;
grant select, insert (ref), update (workflow_started_at) on applications to harbor_portal;
grant select, insert on data_keys, records, application_events to harbor_portal;
grant select, insert, delete on documents to harbor_portal;
grant select, insert, update (purpose), delete on unpublished_objects to harbor_portal;

grant select, insert on key_checks to harbor_portal;

grant select on subjects, data_keys, key_checks to harbor_worker;
grant select, update (status, decision, outcome, reminded_at) on applications to harbor_worker;
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

-- Forced, so that the policies bind the owner of the tables too.
do $$
declare name text;
begin
  foreach name in array array['applications', 'application_events'] loop
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
-- Closing is final: the owner finds no closed subject to change.
create policy closed on subjects for update
  using (acting_for(owner) and closed_at is null) with check (acting_for(owner) and closed_at is not null);
-- The sweeper locks drafts, to remove them, and changes none.
create policy locked on subjects for update
  using (acting_as('sweeper') and closed_at is null) with check (false);
create policy abandoned on subjects for delete using (acting_as('sweeper') and closed_at is null);

create policy visible on applications for select
  using (acting_as('worker') or acting_as('sweeper') or sees(ref));
create policy submitted on applications for insert with check (owns_closed(ref));
create policy started on applications for update using (acting_as('sweeper'));
-- An end is final: the worker finds no application that has one.
create policy moved_on on applications for update
  using (acting_as('worker') and status in ('submitted', 'in-review')) with check (acting_as('worker'));

-- What belongs to a subject is visible to actors who see the subject; the sweeper needs no
-- ciphertext.
create policy visible on data_keys for select using (sees(subject) and not acting_as('sweeper'));
create policy opened on data_keys for insert with check (owns_draft(subject));

create policy visible on records for select using (sees(subject) and not acting_as('sweeper'));
create policy written on records for insert with check (
  case type
    when 'application-details' then owns_draft(subject)
    when 'review-decision' then acting_as('reviewer') and in_review(subject)
    else acting_as('worker') and sees(subject)
  end);

create policy visible on documents for select using (sees(subject));
create policy written on documents for insert with check (
  case type
    when 'decision-letter' then acting_as('worker') and sees(subject)
    else owns_draft(subject)
  end);
create policy removed on documents for delete using (owns_draft(subject));

-- The sweeper's own notes outlive the subject that they are about.
create policy noted on unpublished_objects
  using (acting_as('sweeper') or (sees(subject) and not acting_as('reviewer')));

create policy visible on application_events for select using (sees(application));
create policy added on application_events for insert with check (sees(application));

-- Functions may be called by everyone by default. Here, only by the roles that they are for.
revoke all on function notify_application_event, keep_first, acting_as, acting_for, sees, owns_draft, owns_closed, in_review
  from public;
grant execute on function audit_append, audit_first_break, acting_as, acting_for, sees, owns_draft, owns_closed,
  in_review to harbor_portal, harbor_worker;
