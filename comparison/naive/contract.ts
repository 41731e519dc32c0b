/**
 * What travels when no one has considered who reads history: everything. The same shapes as the
 * vault's records (lending/stored-types.ts), written out once more, since workflow code imports
 * nothing from elsewhere.
 */

/**
 * One for each data converter that the same workflow runs with: constants, so that each has workers
 * of its own.
 */
export const taskQueues = {
  naive: 'loan-applications-naive',
  codec: 'loan-applications-codec',
  'codec-external-storage': 'loan-applications-codec-external-storage',
} as const;

/** Everything that a customer has sent. */
export interface LoanApplication {
  /** An ISO time. */
  submittedAt: string;
  details: ApplicationDetails;
  documents: Document[];
}

/** Money in US cents. */
export interface ApplicationDetails {
  fullName: string;
  email: string;
  phone: string;
  address: string;
  ssn: string;
  /** An ISO date. */
  dateOfBirth: string;
  employer: string;
  annualIncomeCents: number;
  requestedCents: number;
  termMonths: 12 | 24 | 36 | 48 | 60;
  purpose: string;
  bankRoutingNumber: string;
  bankAccountNumber: string;
}

export interface Document {
  type: 'identity' | 'bank-statement';
  fileName: string;
  mediaType: string;
  /** "Only a hash": anyone with a copy of the document can tell whose it is. */
  sha256: string;
  /** Base64. */
  content: string;
}

export interface ExtractionReport {
  documents: ReadDocument[];
  nameIn: string[];
  accountIn: string[];
  monthlyDepositsCents?: number | undefined;
}

export interface ReadDocument {
  /** Its file name. */
  ref: string;
  type: Document['type'];
  readable: boolean;
  pages: number;
  text: string;
  image?:
    | {
        width: number;
        height: number;
        format: string;
        takenAt?: string | undefined;
        device?: string | undefined;
      }
    | undefined;
}

export interface IdentityReport {
  confirmed: boolean;
  creditScore?: number | undefined;
  openDebtCents?: number | undefined;
  bureauReference: string;
}

/** The input of the risk engine. */
export interface Evidence {
  details: ApplicationDetails;
  extraction: ExtractionReport;
  /** Missing if the credit bureau could not be reached. */
  identity?: IdentityReport | undefined;
}

export interface RiskAssessment {
  recommendation: 'approve' | 'refer' | 'decline';
  score: number;
  reasons: string[];
  evidence: { what: string; restsOn: string[] }[];
  monthlyPaymentCents: number;
  debtToIncome: number;
}

export interface ReviewDecision {
  decision: 'approve' | 'decline';
  rationale: string;
  /** Their e-mail address. */
  reviewer: string;
}

export type Outcome = 'approved' | 'declined' | 'expired' | 'withdrawn';

export interface Letter {
  title: string;
  text: string;
  /** Base64. */
  pdf: string;
}

/** What the workflow ends with. */
export interface LoanResult {
  outcome: Outcome;
  customer: string;
  letter?: Letter;
  /** The reviewer's words, or the customer's on withdrawing. */
  reason?: string | undefined;
}

/** The steps on values: data in, data out. */
export interface ByValueActivities {
  scanDocuments(documents: Document[]): Promise<'clean' | 'infected'>;
  validateApplication(application: LoanApplication): Promise<'complete' | 'incomplete'>;
  extractFields(application: LoanApplication): Promise<ExtractionReport>;
  verifyIdentity(details: ApplicationDetails): Promise<IdentityReport>;
  scoreRisk(evidence: Evidence): Promise<RiskAssessment>;
  requestReview(details: ApplicationDetails, assessment: RiskAssessment): Promise<void>;
  renderLetter(
    details: ApplicationDetails,
    outcome: Outcome,
    assessment?: RiskAssessment,
  ): Promise<Letter>;
  notifyCustomer(details: ApplicationDetails, letter: Letter): Promise<void>;
}
