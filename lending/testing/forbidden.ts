/**
 * The statements that each login, with its own password, is not permitted to execute: tried in the
 * containers (audit/compose) and on the PostgreSQL of `npm start` (lending/rights.test.ts).
 */
const auditTable = [
  'select * from audit_entries',
  'select * from audit_writers',
  "insert into audit_entries (at, login) values (now(), '')",
  "update audit_entries set actor = 'someone'",
  "update audit_chains set last_hash = ''",
  'select from audit_chains for update',
  'select from audit_writers for update',
  'delete from audit_entries',
  'truncate audit_entries',
  'drop trigger audit_is_append_only on audit_entries',
  'alter table audit_entries disable trigger all',
  "select audit_append('trail.removed', 'app_x', 'app_x')",
  "select audit_append('subject.remove', 'app_x', 'app_x')",
  "select audit_add('record.read', 'app_x', 'app_x')",
];

const beyondTheProcess = [
  'alter table subjects no force row level security',
  'alter table applications no force row level security',
  'drop policy visible on subjects',
  'drop policy visible on applications',
  'create table mine ()',
  'create temporary table mine ()',
  'create role mine',
  "alter role harbor_owner password 'mine'",
  'set role harbor_owner',
  "select pg_read_file('/run/secrets/temporal.password')",
  "copy users to program 'cat'",
  "update data_keys set wrapped = ''",
  'delete from data_keys',
  "update records set ciphertext = ''",
  'delete from records',
  "update documents set object_key = ''",
  // Large objects, which no policy guards, and locks that others wait for.
  'select lo_create(0)',
  "select lo_from_bytea(0, 'x')",
  'select pg_advisory_lock(1)',
  "select pg_try_advisory_xact_lock(hashtext('audit_entries'))",
];

export const forbidden: Record<'portal' | 'worker' | 'codec', string[]> = {
  // The Codec Server appends to the audit trail and can access nothing else.
  codec: [
    ...auditTable,
    ...beyondTheProcess,
    ...['users', 'sessions', 'subjects', 'applications', 'data_keys', 'records', 'documents'].map(
      (table) => `select * from ${table}`,
    ),
    'select audit_first_break()',
    'set role harbor_portal',
  ],
  portal: [
    ...auditTable,
    ...beyondTheProcess,
    'set role harbor_worker',
    "update users set subject = ''",
    'delete from users',
    'insert into application_events (id) overriding system value values (1)',
    "update applications set status = 'approved'",
    "update applications set outcome = 'approved'",
    "update approvals set reviewer = 'another'",
    'delete from approvals',
    'insert into approvals (at) values (now())',
    "update documents set verdict = 'clean'",
    // Where only the worker may write in the bucket.
    `insert into unpublished_objects (object_key, subject, purpose) values ('letters/x', '', 'removal')`,
  ],
  worker: [
    ...auditTable,
    ...beyondTheProcess,
    'set role harbor_portal',
    'select * from users',
    'select * from sessions',
    "insert into subjects (ref) values ('')",
    "insert into applications (ref) values ('')",
    'update applications set withdrawn_at = now()',
    "insert into approvals (application, reviewer) values ('', '')",
    'delete from approvals',
    'delete from subjects',
    'delete from applications',
    "insert into data_keys (subject) values ('')",
    'delete from documents',
    `insert into unpublished_objects (object_key, subject, purpose) values ('uploads/x', '', 'removal')`,
  ],
};
