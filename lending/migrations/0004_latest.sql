-- Up Migration

grant execute on function is_latest(subjects), is_latest(documents) to harbor_portal, harbor_worker;

-- The worker lets the owner of a closed application replace documents, and ends that.
update audit_writers set actions = actions || array['subject.await', 'subject.close']
  where login = 'harbor_worker';
