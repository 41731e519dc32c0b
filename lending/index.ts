/** What the rest of the system uses of lending. */
export { sweeper, worker } from './actors.ts';
export { createApplications } from './applications.ts';
export { standingOf } from './four-eyes.ts';
export { LendingError } from './errors.ts';
export type { LendingErrorCode } from './errors.ts';
export { applicationStatuses, eventCodes } from './life-cycle.ts';
export type {
  Application,
  ApplicationEvent,
  Applications,
  ApplicationStatus,
  EventCode,
  LaterStatus,
} from './life-cycle.ts';
export { lastDigits, partsOf, partTypes } from './parts.ts';
export type { ApplicationParts } from './parts.ts';
export { fourEyesAboveCents, loanLimits, needsTwoReviewers } from './rules.ts';
export { storedTypes } from './stored-types.ts';
export type {
  ApplicationDetails,
  Disclosure,
  DocumentDescription,
  DocumentType,
  ExtractionReport,
  Finances,
  IdentityReport,
  LoanVault,
  LoanVaultSession,
  RecordRef,
  RecordType,
  RecordValue,
  ReviewDecision,
  RiskAssessment,
} from './stored-types.ts';
export { searchTrail, trailActions, trailBreak, trailOf } from './trail.ts';
export type { TrailEntry, TrailSearch } from './trail.ts';
export { uploadTypes } from './uploads.ts';
export type { UploadType } from './uploads.ts';
