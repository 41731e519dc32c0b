-- Up Migration

-- What an application refers to was issued by the vault (vault/migrations/0006_minted.sql).
alter table applications
  add constraint applications_decision_minted check (is_minted(decision)),
  add constraint applications_rests_on_minted check (is_minted(rests_on));
alter table approvals add constraint approvals_key_minted check (is_minted(idempotency_key));
