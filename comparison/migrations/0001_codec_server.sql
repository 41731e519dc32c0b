-- Up Migration

-- The Codec Server's login: it adds to the audit trail, and can do nothing else here.
do $$
begin
  if not exists (select from pg_roles where rolname = 'harbor_codec') then
    create role harbor_codec nologin;
  end if;
exception when duplicate_object or unique_violation then null;
end $$;
grant execute on function audit_append to harbor_codec;
insert into audit_writers (login, roles, actions)
  values ('harbor_codec', array['operator'], array['payload.decode']);
