-- Up Migration

-- Who read or wrote what. Each login has a hash chain for each subject: an entry carries a hash over
-- itself and its predecessor, so that a changed or removed entry breaks the chain, and no append
-- waits for another subject's or another login's. Entries hold references and codes only.
create table audit_entries (
  seq bigint generated always as identity primary key,
  login text not null,
  subject text not null check (length(subject) <= 200),
  -- In its chain, from 1.
  place bigint not null,
  at timestamptz not null,
  actor text not null check (length(actor) <= 200),
  role text not null,
  action text not null,
  ref text not null check (length(ref) <= 200),
  -- A type of what is stored, and for what it was opened, where the product knows purposes.
  part text check (part ~ '^[a-z-]{1,40}$'),
  purpose text check (purpose ~ '^[a-z-]{1,40}$'),
  outcome text not null default 'granted' check (outcome in ('granted', 'denied')),
  previous_hash bytea not null,
  hash bytea not null,
  unique (login, subject, place)
);
-- What the trail says about the state of a row (is_latest).
create index audit_entries_of_states on audit_entries (ref, seq) where action in
  ('subject.open', 'subject.close', 'subject.await', 'subject.remove',
   'document.write', 'document.inspect', 'document.remove');

create index audit_entries_of_subjects on audit_entries (subject, seq);

-- The end of each chain, and how much of it is in an anchor.
create table audit_chains (
  login text,
  subject text,
  length bigint not null,
  last_hash bytea not null default '',
  anchored bigint not null default 0,
  primary key (login, subject)
);
create index audit_chains_to_anchor on audit_chains (login, subject) where length > anchored;

-- An anchor is an object outside this database which holds the ends of the chains that have grown
-- since the one before (trail/anchors.ts). Here is only how many there are, and their hashes.
create table audit_anchors (
  number bigint primary key,
  sha256 bytea not null
);

-- In which roles a login may act, and which reads it may add. The product's migrations fill it.
create table audit_writers (
  login text primary key,
  roles text[] not null,
  actions text[] not null
);

create function audit_hash(entry audit_entries) returns bytea language sql stable
  return sha256(entry.previous_hash || convert_to(jsonb_build_array(entry.seq, entry.login,
    entry.subject, entry.place, extract(epoch from entry.at), entry.actor, entry.role, entry.action,
    entry.ref, entry.part, entry.purpose, entry.outcome)::text, 'UTF8'));

-- Adds an entry at the end of the login's chain for the subject. That end stays locked until the
-- caller commits; no other login can lock it. Actor, role and purpose are the process's word, which
-- row-level security goes by as well: a compromised process can lie about them, within its own
-- roles. The login is the server's own knowledge.
create function audit_add(new_action text, new_ref text, new_subject text,
  new_part text default null, new_outcome text default 'granted') returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  entry audit_entries;
begin
  insert into audit_chains as chain (login, subject, length) values (session_user, new_subject, 1)
    on conflict (login, subject) do update set length = chain.length + 1
    returning length, last_hash into entry.place, entry.previous_hash;
  entry.seq := nextval(pg_get_serial_sequence('audit_entries', 'seq'));
  entry.login := session_user;
  entry.subject := new_subject;
  entry.at := clock_timestamp();
  entry.actor := nullif(current_setting('vault.actor', true), '');
  entry.role := nullif(current_setting('vault.role', true), '');
  entry.action := new_action;
  entry.ref := new_ref;
  entry.part := new_part;
  entry.purpose := nullif(current_setting('vault.purpose', true), '');
  entry.outcome := new_outcome;
  entry.hash := audit_hash(entry);
  insert into audit_entries overriding system value values (entry.*);
  update audit_chains set last_hash = entry.hash
    where login = entry.login and subject = entry.subject;
end $$;

-- For reads, which the processes add themselves before they see plaintext, and for those that they
-- were denied.
create function audit_append(action text, ref text, subject text, part text default null,
  outcome text default 'granted') returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if not exists (select from audit_writers as writer where login = session_user
      and current_setting('vault.role', true) = any (writer.roles)
      and audit_append.action = any (writer.actions)) then
    raise exception 'this login may not add this entry' using errcode = 'insufficient_privilege';
  end if;
  perform audit_add(action, ref, subject, part, outcome);
end $$;

-- For changes, which the tables add: no process can make one without its entry, nor an entry
-- without its change. A login that is not one of the processes leaves none, and readers refuse what
-- it has changed (is_latest).
create function audit_change() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  row record := case when tg_op = 'DELETE' then old else new end;
  allowed text[] := (select roles from audit_writers where login = session_user);
begin
  if allowed is null then return null; end if;
  if coalesce(current_setting('vault.role', true) <> all (allowed), true) then
    raise exception 'this login may not act in this role' using errcode = 'insufficient_privilege';
  end if;
  if tg_table_name = 'subjects' then
    perform audit_add(tg_argv[0], row.ref, row.ref);
  else
    perform audit_add(tg_argv[0], row.ref, row.subject, row.type);
  end if;
  return null;
end $$;

create trigger opened after insert on subjects
  for each row execute function audit_change('subject.open');
create trigger closed after update on subjects for each row
  when (new.closed_at is not null and not new.awaits_documents
    and (old.closed_at is null or old.awaits_documents))
  execute function audit_change('subject.close');
create trigger awaited after update on subjects for each row
  when (new.awaits_documents and not old.awaits_documents)
  execute function audit_change('subject.await');
create trigger removed after delete on subjects
  for each row execute function audit_change('subject.remove');

create trigger written after insert on records
  for each row execute function audit_change('record.write');

create trigger written after insert on documents
  for each row execute function audit_change('document.write');
create trigger inspected after update on documents for each row
  when (new.verdict is distinct from old.verdict)
  execute function audit_change('document.inspect');
create trigger removed after delete on documents
  for each row execute function audit_change('document.remove');

-- Whether a row is the latest version of itself. Encryption does not show it: an older version was
-- sound once. The last entry about a row says which state it must be in. An attacker who puts an
-- older row back has to cut the trail as well, which breaks its chain.
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

create function audit_ends_to_anchor(most integer)
returns table (login text, subject text, length bigint, hash bytea)
language sql stable security definer set search_path = public, pg_temp as $$
  select login, subject, length, last_hash from audit_chains
  where length > anchored order by login, subject limit most;
$$;

create function audit_last_anchor() returns audit_anchors
language sql stable security definer set search_path = public, pg_temp as $$
  select audit_anchors from audit_anchors order by number desc limit 1;
$$;

-- Notes an anchor that is stored, and that these ends are in it. Numbers leave no gap, so a process
-- that has fallen behind cannot note its own.
create function audit_note_anchor(new_number bigint, new_sha256 bytea, logins text[], subjects text[],
  lengths bigint[]) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into audit_anchors select new_number, new_sha256
    where new_number = coalesce((audit_last_anchor()).number, 0) + 1 on conflict do nothing;
  update audit_chains as chain set anchored = greatest(anchored, it.length)
    from unnest(logins, subjects, lengths) as it (login, subject, length)
    where (chain.login, chain.subject) = (it.login, it.subject) and chain.length >= it.length;
end $$;

-- The hashes of the entries at these places, in this order; null where there is none.
create function audit_hashes_at(logins text[], subjects text[], places bigint[])
returns table (hash bytea)
language sql stable security definer set search_path = public, pg_temp as $$
  select entry.hash from unnest(logins, subjects, places) with ordinality
      as it (login, subject, place, number)
    left join audit_entries as entry using (login, subject, place) order by it.number;
$$;

-- The first entry whose hash, place or predecessor is wrong, or null for sound chains: those of one
-- subject, or all. Of a chain whose last entries are missing it is the number after its end. An
-- owner of the tables who rewrites a whole chain and its end, or removes both, is not noticed here:
-- see the anchors.
create function audit_first_break(only_about text default null) returns bigint
language sql stable security definer set search_path = public, pg_temp as $$
  select min(seq) from (
    select seq, hash = audit_hash(entry) and place = row_number() over chain
      and previous_hash = coalesce(lag(hash) over chain, ''::bytea) as sound
    from audit_entries as entry where only_about is null or subject = only_about
    window chain as (partition by login, subject order by place)
    union all
    select coalesce(last.seq, 0) + 1, (last.place, last.hash) is not distinct from (length, last_hash)
    from (select distinct on (login, subject) login, subject, place, seq, hash from audit_entries
          where only_about is null or subject = only_about
          order by login, subject, place desc) as last
      full join (select * from audit_chains where only_about is null or subject = only_about)
        as ends using (login, subject)) as checked
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
revoke all on function audit_hash, audit_add, audit_append, audit_change, is_latest(subjects),
  is_latest(documents), audit_ends_to_anchor, audit_last_anchor, audit_note_anchor, audit_hashes_at,
  audit_first_break, refuse_change from public;
