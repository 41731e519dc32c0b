-- Up Migration

-- Operators look at how the approaches compare (the X-ray), on made-up applications. No policy knows them: to them
-- there are no customers' applications at all.
alter table users drop constraint users_role_check;
alter table users add constraint users_role_check check (role in ('customer', 'reviewer', 'operator'));

-- The Codec Server's login: it adds to the audit trail, and that is all that it can do here.
do $$
begin
  if not exists (select from pg_roles where rolname = 'harbor_codec') then
    create role harbor_codec nologin;
  end if;
exception when duplicate_object or unique_violation then null;
end $$;
grant execute on function audit_append to harbor_codec;
