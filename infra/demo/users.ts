/**
 * DEMO ONLY: the people of the demo. Your product gets its users from your identity provider. Their
 * password is made at the first start of each installation: reading this code is not enough to sign
 * in.
 */
export interface DemoUser {
  email: string;
  displayName: string;
  role: 'customer' | 'reviewer' | 'operator' | 'auditor' | 'officer';
}

export interface DemoSignIn extends DemoUser {
  password: string;
}

export const demoUsers: readonly DemoUser[] = [
  { email: 'alex@example.com', displayName: 'Alex Morgan', role: 'customer' },
  { email: 'sam@example.com', displayName: 'Sam Rivera', role: 'customer' },
  { email: 'riley@example.com', displayName: 'Riley Chen', role: 'reviewer' },
  { email: 'olive@example.com', displayName: 'Olive Tanaka', role: 'operator' },
  { email: 'avery@example.com', displayName: 'Avery Lindqvist', role: 'auditor' },
];

/** All of them have the same password. */
export function demoSignIns(password: string): DemoSignIn[] {
  return demoUsers.map((user) => ({ ...user, password }));
}
