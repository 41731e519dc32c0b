/**
 * The controls that tests demonstrate, in our words, and the code that each is about. Only numbers
 * that were read in the text of the framework belong here. The tests name theirs:
 * `// control: ASVS 8.2.1` in the line above.
 */
export interface Control {
  /** What the control asks for, shortened. */
  asks: string;
  /** The file in which to begin reading, from the root of the repository. */
  where: string;
}

interface Framework {
  title: string;
  controls: Readonly<Record<string, Control>>;
}

const control = (asks: string, where: string): Control => ({ asks, where });
const [signIn, rights] = ['apps/portal/sign-in', 'lending/migrations/0002_rights.sql'];
const [access, trail] = ['apps/portal/access.ts', 'vault/migrations/0002_audit.sql'];

/** By the word that marks begin with. */
export const frameworks: Readonly<Record<'ASVS' | 'PCI' | 'SOC2', Framework>> = {
  ASVS: {
    title: 'OWASP ASVS 5.0, levels 1 and 2, and two of level 3',
    controls: {
      '2.2.1': control('Input is validated against what is expected', 'lending/form-fields.ts'),
      '2.2.2': control('Validation is at a trusted layer', 'apps/portal/http/forms.ts'),
      '2.3.1': control('Steps of a process cannot be skipped', rights),
      '2.3.3': control(
        'An operation succeeds whole or not at all',
        'infra/postgres/transaction.ts',
      ),
      '2.3.5': control(
        'High-value flows need the approval of several users',
        'lending/four-eyes.ts',
      ),
      '3.3.1': control('Cookies are Secure, with a prefix', `${signIn}/session.ts`),
      '3.3.2': control('SameSite is set for the purpose of the cookie', `${signIn}/session.ts`),
      '3.3.3': control('Cookies have the prefix __Host-', `${signIn}/session.ts`),
      '3.3.4': control('Session cookies are HttpOnly', `${signIn}/session.ts`),
      '3.4.3': control('A Content-Security-Policy limits what pages load', 'apps/portal/app.ts'),
      '3.4.6': control('frame-ancestors forbids embedding', 'apps/portal/app.ts'),
      '3.5.1': control('Cross-origin requests are refused', 'apps/portal/http/cross-origin.ts'),
      '3.7.2': control('No redirects to other sites', `${signIn}/routes.ts`),
      '5.2.1': control('Files have a limit of size', 'vault/uploads.ts'),
      '5.2.2': control('The content of a file fits its kind', 'apps/portal/documents/file-kind.ts'),
      '5.4.1': control('File names of users are validated', 'apps/portal/documents/file-kind.ts'),
      '5.4.2': control('Served file names are encoded', 'apps/portal/documents/send-document.ts'),
      '5.4.3': control('Files are scanned for malware', 'activities/scan-documents.ts'),
      '6.3.1': control('Guessing of credentials is slowed down', `${signIn}/attempts.ts`),
      '6.8.4': control('The recentness of a sign-in is verified', `${signIn}/identity-provider.ts`),
      '7.3.2': control('Sessions have an absolute lifetime', `${signIn}/session.ts`),
      '7.4.1': control('A session that ended is useless', `${signIn}/session.ts`),
      '7.5.3': control('Sensitive operations need a further sign-in', `${signIn}/recent.ts`),
      '8.2.1': control('Functions are for consumers with explicit permission', access),
      '8.2.2': control('Data items are for consumers with explicit permission', rights),
      '8.2.3': control(
        'Fields are for consumers with explicit permission',
        'apps/portal/apply/masking.ts',
      ),
      '8.3.1': control('Authorization is enforced at a trusted layer', rights),
      '10.1.2': control(
        'A sign-in ends in the browser that began it',
        `${signIn}/pending-sign-in.ts`,
      ),
      '10.2.1': control(
        'Forged sign-ins are refused (PKCE or state)',
        `${signIn}/pending-sign-in.ts`,
      ),
      '10.5.2': control('Users are identified by their subject', `${signIn}/users.ts`),
      '10.5.5': control('Logout tokens are validated', `${signIn}/identity-provider.ts`),
      '11.3.3': control('Ciphertexts are authenticated', 'vault/envelope.ts'),
      '12.3.2': control('TLS clients validate certificates', 'infra/postgres/pool.ts'),
      '13.2.2': control('Back-end accounts have the least rights', rights),
      '14.3.2': control('Browsers are told to cache nothing', 'apps/portal/app.ts'),
      '16.2.5': control('Logs hold no sensitive data', 'infra/logging/logger.ts'),
      '16.4.2': control('Logs cannot be modified', trail),
      '16.5.2': control(
        'The application goes on if a service fails',
        'apps/portal/apply/submit.ts',
      ),
      '16.5.3': control('It fails closed', 'activities/scanning/clamav-scanner.ts'),
    },
  },
  PCI: {
    title: 'PCI DSS 4.0.1',
    controls: {
      '3.4.1': control('Account numbers are masked when displayed', 'apps/portal/apply/masking.ts'),
      '3.5.1': control('Account numbers are unreadable where stored', 'vault/records.ts'),
      '7.2.5': control('Application and system accounts have the least rights', rights),
      '7.3.3': control('Access control denies all by default', 'apps/portal/http/gate.ts'),
      '10.2.1.1': control('Each access of a user to the data is logged', trail),
      '10.3.2': control('Audit logs cannot be modified', trail),
      '10.3.4': control('Changes of audit logs are detected', 'vault/trail/verify.ts'),
    },
  },
  SOC2: {
    title: 'SOC 2, trust services criteria of 2017',
    controls: {
      'CC6.1': control('Logical access to information is restricted', rights),
      'CC6.3': control('Access by roles, least privilege, segregation of duties', access),
      'CC6.7': control(
        'Movement of information is restricted',
        'infra/temporal/guards/contract-payload.ts',
      ),
      'CC6.8': control('Malicious software is detected', 'activities/scan-documents.ts'),
      'C1.1': control('Confidential information is protected', 'vault/records.ts'),
      'C1.2': control('Confidential information is disposed of', 'vault/sweeper.ts'),
    },
  },
};
