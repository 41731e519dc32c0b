-- Up Migration

-- The vault's tables take only what was minted (vault/minting.ts): references, keys and addresses
-- that were made of data, of a hash for example, fail the letters that check them. It is here
-- against mistakes, as a process with the code can compute the letters as well.

-- The same as isMinted in contract/grammar.ts. It looks at nothing but its argument, so everyone
-- may call it; a check constraint needs that.
create function is_minted(candidate text) returns boolean language plpgsql immutable as $$
declare
  rest bigint := 0;
  letters text := '';
begin
  if candidate !~ '^[a-z]{3}_[0-9a-hjkmnp-tv-z]{26}$' then
    return false;
  end if;
  for place in 1..24 loop
    rest := (rest * 32749 + ascii(substr(candidate, place, 1))) % 1073741789;
  end loop;
  for place in 1..6 loop
    letters := substr('0123456789abcdefghjkmnpqrstvwxyz', (rest % 32)::integer + 1, 1) || letters;
    rest := rest / 32;
  end loop;
  return letters = substr(candidate, 25);
end $$;

-- As vault/object-keys.ts makes it: a prefix, the document, and one attempt to store it.
create function is_object_key(candidate text) returns boolean language sql immutable
  return candidate ~ '^[a-z]+/[^/]+/[^/]+$'
    and is_minted(split_part(candidate, '/', 2)) and is_minted(split_part(candidate, '/', 3));

-- Who read what is a reference as well: a process cannot leave data in the trail by its reads.
alter table audit_entries add constraint audit_ref_minted
  check (is_minted(ref) and is_minted(subject));

alter table subjects
  add constraint subjects_ref_minted check (is_minted(ref)),
  add constraint subjects_key_minted check (is_minted(idempotency_key));
-- A row of which there is one for each subject has the name of its type as its key.
alter table records
  add constraint records_ref_minted check (is_minted(ref)),
  add constraint records_key_minted check (idempotency_key = type or is_minted(idempotency_key));
alter table documents
  add constraint documents_ref_minted check (is_minted(ref)),
  add constraint documents_key_minted check (idempotency_key = type or is_minted(idempotency_key)),
  add constraint documents_object_minted check (is_object_key(object_key));
alter table unpublished_objects
  add constraint unpublished_subject_minted check (is_minted(subject)),
  add constraint unpublished_object_minted check (is_object_key(object_key));
