-- Up Migration

-- What a product adds to the vault's schema: here the least that its tests need. For a whole one
-- see the product's own migrations.
grant select, insert, update (closed_at, awaits_documents), delete on subjects to harbor_portal;
grant select, insert on data_keys, records to harbor_portal;
grant select, insert, delete on documents to harbor_portal;
grant select, insert, update, delete on unpublished_objects to harbor_portal, harbor_worker;
grant select, insert on key_checks to harbor_portal;
grant select on subjects, data_keys, key_checks to harbor_worker;
grant select, insert on records, documents to harbor_worker;
grant update (verdict) on documents to harbor_worker;
grant execute on function audit_ends_to_anchor, audit_last_anchor, audit_note_anchor, audit_hashes_at
  to harbor_worker;
grant execute on function audit_append, audit_first_break, is_latest(subjects), is_latest(documents)
  to harbor_portal, harbor_worker;

create function acting_as(wanted text) returns boolean language sql stable
  return current_setting('vault.role', true) = wanted
    and (wanted = 'worker') = (current_user = 'harbor_worker');
create function owns(owner text) returns boolean language sql stable
  return acting_as('member') and owner = current_setting('vault.actor', true);
create function sees(wanted text) returns boolean language sql stable
  return exists (select from subjects where ref = wanted);
create function owns_open(wanted text) returns boolean language sql stable
  return exists (select from subjects where ref = wanted and closed_at is null and owns(owner));

create policy visible on subjects for select using (
  owns(owner) or acting_as('worker') or acting_as('sweeper') or acting_as('clerk')
  or (acting_as('reviewer') and closed_at is not null));
create policy opened on subjects for insert with check (owns(owner));
create policy closed on subjects for update using (owns(owner) and closed_at is null)
  with check (owns(owner));
create policy locked on subjects for update using (acting_as('sweeper')) with check (false);
create policy abandoned on subjects for delete using (acting_as('sweeper') and closed_at is null);
create policy visible on data_keys for select using (sees(subject));
create policy opened on data_keys for insert with check (owns_open(subject));
create policy visible on records for select using (sees(subject));
create policy written on records for insert with check (
  case type when 'profile' then owns_open(subject)
    when 'habits' then owns_open(subject)
    when 'ruling' then acting_as('reviewer') and sees(subject)
    else acting_as('worker') end);
create policy visible on documents for select using (sees(subject));
create policy written on documents for insert with check (
  case type when 'letter' then acting_as('worker') else owns_open(subject) end);
create policy inspected on documents for update using (acting_as('worker') and verdict is null)
  with check (acting_as('worker'));
create policy removed on documents for delete using (owns_open(subject));
create policy noted on unpublished_objects using (acting_as('sweeper') or sees(subject));
insert into audit_writers (login, roles, actions)
  select login, roles, array['record.read', 'document.read', 'documents.list']
  from (values ('harbor_portal', array['member', 'reviewer', 'sweeper', 'clerk']), ('harbor_worker', array['worker', 'sweeper']))
    as writers (login, roles);
