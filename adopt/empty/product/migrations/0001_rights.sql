-- Up Migration

-- The processes log in as roles that own nothing. Their passwords are set where the server is
-- started.
do $$
declare name text;
begin
  foreach name in array array['harbor_portal', 'harbor_worker'] loop
    begin
      if not exists (select from pg_roles where rolname = name) then
        execute format('create role %I nologin', name);
      end if;
    exception when duplicate_object or unique_violation then null;
    end;
  end loop;
end $$;

-- What each role may touch at all. Add your tables, and a check for each type that you store.
grant select, insert (ref, owner, idempotency_key), update (closed_at, awaits_documents), delete on subjects to harbor_portal;
grant select, insert on data_keys, records to harbor_portal;
grant select, insert, delete on documents to harbor_portal;
grant select, insert, update (purpose), delete on unpublished_objects to harbor_portal;
grant select on subjects, data_keys, documents to harbor_worker;
grant select, insert on records to harbor_worker;

-- Which rows: the processes say for whom they act in `vault.actor` and `vault.role`; without these
-- they see nothing. The worker is also known by its login, so that the portal cannot act as the
-- worker.
create function acting_as(wanted text) returns boolean language sql stable
  return current_setting('vault.role', true) = wanted
    and (wanted = 'worker') = (current_user = 'harbor_worker');
create function acting_for(owner text) returns boolean language sql stable
  return acting_as('owner') and owner = current_setting('vault.actor', true);
create function sees(wanted text) returns boolean language sql stable
  return exists (select from subjects where ref = wanted);
create function owns_open(wanted text) returns boolean language sql stable
  return exists (select from subjects where ref = wanted and closed_at is null and acting_for(owner));

create policy visible on subjects for select
  using (acting_for(owner) or acting_as('worker') or acting_as('sweeper'));
create policy opened on subjects for insert with check (acting_for(owner) and closed_at is null);
create policy closed on subjects for update
  using (acting_for(owner) and closed_at is null) with check (acting_for(owner) and closed_at is not null);
create policy locked on subjects for update
  using (acting_as('sweeper') and closed_at is null) with check (false);
create policy abandoned on subjects for delete using (acting_as('sweeper') and closed_at is null);


create policy visible on data_keys for select using (sees(subject) and not acting_as('sweeper'));
create policy opened on data_keys for insert with check (owns_open(subject));
create policy visible on records for select using (sees(subject) and not acting_as('sweeper'));
create policy written on records for insert with check (
  owns_open(subject) or acting_as('worker'));
create policy visible on documents for select using (sees(subject));
create policy written on documents for insert with check (owns_open(subject));
create policy removed on documents for delete using (owns_open(subject));
create policy noted on unpublished_objects using (acting_as('sweeper') or sees(subject))
  with check (starts_with(object_key, 'uploads/') and (acting_as('sweeper') or sees(subject)));

-- In which roles each login acts, and which reads it adds to the audit trail.
insert into audit_writers (login, roles, actions) values
  ('harbor_portal', array['owner', 'sweeper'], array['record.read', 'document.read', 'documents.list']),
  ('harbor_worker', array['worker'], array['record.read', 'document.read', 'documents.list']);

revoke all on function acting_as, acting_for, sees, owns_open from public;
grant execute on function audit_append, audit_first_break, is_latest(subjects), is_latest(documents),
  acting_as, acting_for, sees, owns_open to harbor_portal, harbor_worker;
