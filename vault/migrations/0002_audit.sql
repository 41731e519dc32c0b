-- Up Migration

-- Who read or wrote what, in order. Each entry carries a hash over itself and its predecessor, so
-- that a changed or removed entry breaks the chain. It holds references and codes only.
create table audit_entries (
  seq bigint primary key,
  at timestamptz not null,
  login text not null,
  actor text not null,
  role text not null,
  action text not null,
  ref text not null,
  previous_hash bytea not null,
  hash bytea not null
);

create function audit_hash(entry audit_entries) returns bytea language sql stable
  return sha256(entry.previous_hash || convert_to(jsonb_build_array(entry.seq, extract(epoch from entry.at),
    entry.login, entry.actor, entry.role, entry.action, entry.ref)::text, 'UTF8'));

-- The only way to add an entry. It runs as the owner, so that the processes need no right on the
-- table. Actor and role are the process's word, which row-level security goes by as well: a
-- compromised process can lie about them. The login is the server's own knowledge. The lock puts
-- the chain in order; it is global and held until the caller commits, so all audited transactions
-- serialise on it.
create function audit_append(action text, ref text) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  last audit_entries;
  entry audit_entries;
begin
  perform pg_advisory_xact_lock(hashtext('audit_entries'));
  select * into last from audit_entries order by seq desc limit 1;
  entry.seq := coalesce(last.seq, 0) + 1;
  entry.at := clock_timestamp();
  entry.login := session_user;
  entry.actor := nullif(current_setting('vault.actor', true), '');
  entry.role := nullif(current_setting('vault.role', true), '');
  entry.action := action;
  entry.ref := ref;
  entry.previous_hash := coalesce(last.hash, ''::bytea);
  entry.hash := audit_hash(entry);
  insert into audit_entries values (entry.*);
end $$;

-- The first entry whose hash or predecessor is wrong, or null for a sound chain. It cannot see that
-- entries are missing from the end: keep the last hash elsewhere to notice.
create function audit_first_break() returns bigint
language sql stable security definer set search_path = public, pg_temp as $$
  select min(seq) from (
    select seq,
      hash = audit_hash(entry)
        and previous_hash = coalesce(lag(hash) over (order by seq), ''::bytea) as sound
    from audit_entries as entry) as checked
  where not sound;
$$;

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'the audit trail is append-only' using errcode = 'insufficient_privilege';
end $$;
create trigger audit_is_append_only before update or delete or truncate on audit_entries
  for each statement execute function refuse_change();

-- Functions may be called by everyone by default. Here, only by the roles that the product grants
-- it to.
revoke all on function audit_hash, audit_append, audit_first_break, refuse_change from public;
