-- Up Migration

-- Who read or wrote what, in order. Each entry carries a hash over itself and its predecessor, so
-- that a changed or removed entry breaks the chain. It holds references and codes only.
create table audit_entries (
  seq bigint generated always as identity primary key,
  at timestamptz not null,
  login text not null,
  actor text not null check (length(actor) <= 200),
  role text not null,
  action text not null,
  ref text not null check (length(ref) <= 200),
  previous_hash bytea not null,
  hash bytea not null
);

-- Which login may add what, and the end of its chain. Each login has a chain of its own: one that
-- keeps a transaction open holds up no other. The product's migrations fill it.
create table audit_writers (
  login text primary key,
  roles text[] not null,
  actions text[] not null,
  last_hash bytea not null default ''
);

create function audit_hash(entry audit_entries) returns bytea language sql stable
  return sha256(entry.previous_hash || convert_to(jsonb_build_array(entry.seq, extract(epoch from entry.at),
    entry.login, entry.actor, entry.role, entry.action, entry.ref)::text, 'UTF8'));

-- The only way to add an entry. It runs as the owner, so that the processes need no right on the
-- tables. Actor and role are the process's word, which row-level security goes by as well: a
-- compromised process can lie about them, within its own roles. The login is the server's own
-- knowledge. The row of the login puts its chain in order, and is locked until the caller commits:
-- audited transactions of one login serialise on it. No other login can lock it.
create function audit_append(action text, ref text) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  writer audit_writers;
  entry audit_entries;
begin
  select * into writer from audit_writers where login = session_user for update;
  entry.role := nullif(current_setting('vault.role', true), '');
  if entry.role = any (writer.roles) and action = any (writer.actions) then
    entry.seq := nextval(pg_get_serial_sequence('audit_entries', 'seq'));
    entry.at := clock_timestamp();
    entry.login := session_user;
    entry.actor := nullif(current_setting('vault.actor', true), '');
    entry.action := action;
    entry.ref := ref;
    entry.previous_hash := writer.last_hash;
    entry.hash := audit_hash(entry);
    insert into audit_entries overriding system value values (entry.*);
    update audit_writers set last_hash = entry.hash where login = session_user;
  else
    raise exception 'this login may not add this entry' using errcode = 'insufficient_privilege';
  end if;
end $$;

-- The first entry whose hash or predecessor is wrong, or null for sound chains. Of a chain whose
-- last entries are missing it is the number after its end. An owner of the tables who rewrites both
-- the entries and the end of their chain is not noticed: keep the last hash elsewhere.
create function audit_first_break() returns bigint
language sql stable security definer set search_path = public, pg_temp as $$
  select min(seq) from (
    select seq,
      hash = audit_hash(entry) and previous_hash
        = coalesce(lag(hash) over (partition by login order by seq), ''::bytea) as sound
    from audit_entries as entry
    union all
    select coalesce(last.seq, 0) + 1, coalesce(last.hash, ''::bytea) = writer.last_hash
    from audit_writers as writer left join lateral (
      select seq, hash from audit_entries where login = writer.login order by seq desc limit 1
    ) as last on true) as checked
  where not sound;
$$;
create index audit_entries_of_login on audit_entries (login, seq);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'the audit trail is append-only' using errcode = 'insufficient_privilege';
end $$;
create trigger audit_is_append_only before update or delete or truncate on audit_entries
  for each statement execute function refuse_change();

-- Functions may be called by everyone by default. Here, only by the roles that the product grants
-- it to.
revoke all on function audit_hash, audit_append, audit_first_break, refuse_change from public;
