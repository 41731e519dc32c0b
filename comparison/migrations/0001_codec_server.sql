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

-- A payload has no reference: its entry names the SHA-256 of its ciphertext, in a namespace.
alter table audit_entries
  drop constraint audit_ref_minted,
  add constraint audit_ref_minted check (case when action = 'payload.decode'
    then ref ~ '^[^/]+/sha256:[0-9a-f]{64}$' else is_minted(ref) and is_minted(subject) end);
