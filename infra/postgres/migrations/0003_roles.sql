-- Up Migration

-- The processes log in as roles that own nothing. Roles belong to the whole server, so another database's
-- migration may have made them; their passwords are set where the server is started, never here.
do $$
declare name text;
begin
  foreach name in array array['harbor_portal', 'harbor_worker'] loop
    begin
      -- Where somebody has made them, the owner need not have the right to make roles.
      if not exists (select from pg_roles where rolname = name) then
        execute format('create role %I nologin', name);
      end if;
    exception when duplicate_object or unique_violation then null;
    end;
  end loop;
end $$;

-- What each role may touch at all. Nobody may change a data key, a record or a document.
grant select on users to harbor_portal;
grant select, insert, update, delete on sessions to harbor_portal;
grant select, insert (ref, owner, idempotency_key), delete on applications to harbor_portal;
grant update (status, submitted_at, workflow_started_at) on applications to harbor_portal;
grant select, insert on data_keys, records, application_events to harbor_portal;
grant select, insert, delete on documents to harbor_portal;
grant select, insert, update (purpose), delete on unpublished_objects to harbor_portal;

grant select, update (status) on applications to harbor_worker;
grant select on data_keys to harbor_worker;
grant select, insert on records, application_events, documents to harbor_worker;
grant select, insert, update (purpose), delete on unpublished_objects to harbor_worker;

-- Row-level security decides about rows. The processes say for whom they act in `harbor.actor` and `harbor.role`
-- (vault/actor.ts); without these they see nothing. The worker is also known by its login, which the portal
-- does not have: the portal cannot act as the worker.
create function acting_as(wanted text) returns boolean language sql stable
  return current_setting('harbor.role', true) = wanted
    and (wanted = 'worker') = (current_user = 'harbor_worker');

create function acting_for(owner uuid) returns boolean language sql stable
  return acting_as('customer') and owner::text = current_setting('harbor.actor', true);

-- These two look through the caller's own eyes: what the policies on `applications` hide, they do not find.
create function sees(wanted text) returns boolean language sql stable
  return exists (select from applications where ref = wanted);

create function owns_draft(wanted text) returns boolean language sql stable
  return exists (select from applications where ref = wanted and status = 'draft' and acting_for(owner));

create function in_review(wanted text) returns boolean language sql stable
  return exists (select from applications where ref = wanted and status in ('submitted', 'in-review'));

-- Forced, so that the policies bind the owner of the tables too.
do $$
declare name text;
begin
  foreach name in array array['applications', 'data_keys', 'records', 'documents', 'unpublished_objects',
      'application_events'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
  end loop;
end $$;

-- Customers see their own applications, reviewers what was submitted, the worker and the sweeper all.
create policy visible on applications for select using (
  acting_for(owner) or (acting_as('reviewer') and status <> 'draft') or acting_as('worker') or acting_as('sweeper'));
create policy opened on applications for insert with check (acting_for(owner) and status = 'draft');
create policy submitted on applications for update
  using (acting_for(owner) and status = 'draft') with check (acting_for(owner) and status = 'submitted');
-- The sweeper also locks drafts, to remove them; it makes none. What else it may not change, the trigger below says.
create policy started on applications for update
  using (acting_as('sweeper')) with check (acting_as('sweeper') and status <> 'draft');
-- An end is final: the worker finds no application that has one.
create policy moved_on on applications for update
  using (acting_as('worker') and status in ('submitted', 'in-review')) with check (acting_as('worker') and status <> 'draft');
create policy abandoned on applications for delete using (acting_as('sweeper') and status = 'draft');

-- A policy sees no old row: that the sweeper decides about nobody's loan takes a trigger. Without it, whoever has the
-- portal's login could approve any application.
create function keep_sweeper_to_starting() returns trigger language plpgsql as $$
begin
  if acting_as('sweeper') and (new.status, new.submitted_at) is distinct from (old.status, old.submitted_at) then
    raise exception 'the sweeper only notes that a workflow was started' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger sweeper_only_starts before update on applications
  for each row execute function keep_sweeper_to_starting();

-- What belongs to an application is visible to those who see the application; the sweeper needs no ciphertext.
create policy visible on data_keys for select using (sees(application) and not acting_as('sweeper'));
create policy opened on data_keys for insert with check (owns_draft(application));

create policy visible on records for select using (sees(application) and not acting_as('sweeper'));
create policy written on records for insert with check (
  case type
    when 'application-details' then owns_draft(application)
    when 'review-decision' then acting_as('reviewer') and in_review(application)
    else acting_as('worker') and sees(application)
  end);

create policy visible on documents for select using (sees(application));
create policy written on documents for insert with check (
  case type
    when 'decision-letter' then acting_as('worker') and sees(application)
    else owns_draft(application)
  end);
create policy removed on documents for delete using (owns_draft(application));

-- The sweeper's own notes outlive the application that they are about.
create policy noted on unpublished_objects
  using (acting_as('sweeper') or (sees(application) and not acting_as('reviewer')));

create policy visible on application_events for select using (sees(application));
create policy added on application_events for insert with check (sees(application));

-- Functions may be called by whom they are for, and not by everyone, which is the default.
revoke all on all functions in schema public from public;
grant execute on function audit_append, audit_first_break, acting_as, acting_for, sees, owns_draft, in_review
  to harbor_portal, harbor_worker;
