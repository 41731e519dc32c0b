-- Up Migration

-- The processes log in as roles that own nothing. Roles belong to the whole server, so another database's
-- migration may have made them; their passwords are set where the server is started, never here.
do $$ begin
  create role harbor_portal nologin;
exception when duplicate_object then null; end $$;
do $$ begin
  create role harbor_worker nologin;
exception when duplicate_object then null; end $$;

revoke all on all functions in schema public from public;
grant execute on function audit_append, audit_first_break to harbor_portal, harbor_worker;
grant execute on function notify_application_event to harbor_portal, harbor_worker;

grant select on users to harbor_portal;
grant select, insert, update, delete on sessions to harbor_portal;
grant select, insert, update, delete on applications to harbor_portal;
grant select, insert on data_keys, records, application_events to harbor_portal;
grant select, insert, update, delete on documents to harbor_portal;

grant select, update on applications to harbor_worker;
grant select on data_keys to harbor_worker;
grant select, insert on records, application_events to harbor_worker;
grant select, insert, update on documents to harbor_worker;

-- Row-level security, forced so that it binds the owner too. The processes say for whom they act in
-- `harbor.actor` and `harbor.role` (vault/actor.ts); without it they see nothing.
create function acting_as(wanted text) returns boolean language sql stable
  return current_setting('harbor.role', true) = wanted;

-- May the current actor see this application? Customers their own; reviewers what was submitted; the worker
-- and the portal's own sweeper all. The worker is known by its login, which the portal does not have.
create function may_see(owner uuid, status text) returns boolean language sql stable
  return current_user = 'harbor_worker' or acting_as('sweeper')
    or (acting_as('customer') and owner::text = current_setting('harbor.actor', true))
    or (acting_as('reviewer') and status <> 'draft');

grant execute on function acting_as, may_see to harbor_portal, harbor_worker;

alter table applications enable row level security;
alter table applications force row level security;
create policy visible on applications using (may_see(owner, status));

-- What belongs to an application is visible to those who may see the application.
do $$
declare name text;
begin
  foreach name in array array['data_keys', 'records', 'documents', 'application_events'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy visible on %I using (exists (select from applications where ref = application))', name);
  end loop;
end $$;
