-- What PostgreSQL gives to every login of a database by default, and no process of ours needs. It is
-- run by the superuser in each of the product's databases, in the containers and by `npm start`.
-- Large objects would be a place to leave data that no policy guards; an advisory lock, which any
-- login could take, would hold up the migrations of the owner.
do $$
declare routine regprocedure;
begin
  for routine in select oid::regprocedure from pg_proc
    where pronamespace = 'pg_catalog'::regnamespace
      and proname ~ '^(lo_|loread$|lowrite$|pg_(try_)?advisory_)'
  loop
    execute format('revoke execute on function %s from public', routine);
    if routine::text like 'pg_%' then
      execute format('grant execute on function %s to harbor_owner', routine);
    end if;
  end loop;
  execute format('revoke temporary on database %I from public', current_database());
end $$;
