-- Up Migration

-- Who read or wrote what, in order. Each entry carries a hash over itself and its predecessor, so that a
-- changed or removed entry breaks the chain. References and codes only.
create table audit_entries (
  seq bigint primary key,
  at timestamptz not null,
  actor text not null,
  role text not null,
  action text not null,
  ref text not null,
  previous_hash bytea not null,
  hash bytea not null
);

create function audit_hash(
  previous_hash bytea, seq bigint, at timestamptz, actor text, role text, action text, ref text
) returns bytea language sql immutable as $$
  select sha256(previous_hash || convert_to(
    jsonb_build_array(seq, extract(epoch from at), actor, role, action, ref)::text, 'UTF8'));
$$;

-- The only way to add an entry. It runs as the owner, so that the processes need no right on the table, and
-- takes a lock until the caller commits, so that the chain has one order.
create function audit_append(actor text, role text, action text, ref text) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  last audit_entries;
  entry_at timestamptz := clock_timestamp();
begin
  perform pg_advisory_xact_lock(hashtext('audit_entries'));
  select * into last from audit_entries order by seq desc limit 1;
  insert into audit_entries values (
    coalesce(last.seq, 0) + 1, entry_at, actor, role, action, ref, coalesce(last.hash, ''::bytea),
    audit_hash(coalesce(last.hash, ''::bytea), coalesce(last.seq, 0) + 1, entry_at, actor, role, action, ref));
end $$;

-- The first entry whose hash or predecessor is wrong, or null for a sound chain.
create function audit_first_break() returns bigint
language sql stable security definer set search_path = public, pg_temp as $$
  select min(seq) from (
    select seq,
      hash = audit_hash(previous_hash, seq, at, actor, role, action, ref)
        and previous_hash = coalesce(lag(hash) over (order by seq), ''::bytea)
        and seq = row_number() over (order by seq) as sound
    from audit_entries) as checked
  where not sound;
$$;

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'the audit trail is append-only' using errcode = 'insufficient_privilege';
end $$;
create trigger audit_is_append_only before update or delete or truncate on audit_entries
  for each statement execute function refuse_change();
