-- Up Migration

-- People sign in at an OpenID provider, which knows their names, addresses and passwords. The portal
-- keeps who they are there, and the role that they had at their last sign-in. Those who signed in by
-- password are nobody at the provider; a product that has such people gives each row its subject
-- here instead.
delete from sessions;
delete from users;
alter table users
  drop column email,
  drop column display_name,
  drop column password_hash,
  add column issuer text not null,
  add column subject text not null,
  add constraint users_subject unique (issuer, subject);

grant insert (issuer, subject, role), update (role) on users to harbor_portal;

create index sessions_user on sessions ((sess -> 'user' ->> 'id'));
create index sessions_provider on sessions ((sess ->> 'providerSession'));

-- Failed sign-ins, counted for all portals together. A key is a hash: no address is kept.
create table sign_in_failures (
  key text primary key,
  hits integer not null,
  resets_at timestamptz not null
);
grant select, insert, update, delete on sign_in_failures to harbor_portal;

-- A session's live pages end with it, in every portal. Its handle opens nothing.
create function notify_session_ended() returns trigger language plpgsql as $$
begin
  perform pg_notify('sessions_ended', coalesce(old.sess ->> 'handle', ''));
  return null;
end $$;
create trigger session_ended after delete on sessions
  for each row execute function notify_session_ended();
