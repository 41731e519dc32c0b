-- Up Migration

-- Whether a row is the latest version of itself. Encryption does not show it: an older version was
-- sound once. Each change of a state leaves an entry in the audit trail, in the same transaction,
-- so the last entry about a row says which state it must be in. An attacker who puts an older row
-- back has to cut the trail as well, which breaks its chain.
create index audit_entries_of_states on audit_entries (ref, seq) where action in
  ('subject.open', 'subject.close', 'subject.await', 'subject.remove',
   'document.write', 'document.inspect', 'document.remove');

-- They run as the owner, since no process may read the trail.
create function is_latest(it subjects) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce((
    select action from audit_entries where ref = it.ref
      and action in ('subject.open', 'subject.close', 'subject.await', 'subject.remove')
    order by seq desc limit 1) = case when it.awaits_documents then 'subject.await'
      when it.closed_at is null then 'subject.open' else 'subject.close' end, false);
$$;

create function is_latest(it documents) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce((
    select action from audit_entries where ref = it.ref
      and action in ('document.write', 'document.inspect', 'document.remove')
    order by seq desc limit 1)
      = case when it.verdict is null then 'document.write' else 'document.inspect' end, false);
$$;

revoke all on function is_latest(subjects), is_latest(documents) from public;
