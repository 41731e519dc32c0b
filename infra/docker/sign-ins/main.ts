/** `docker compose run --rm sign-ins`: the demo's address and sign-ins. */
import { readConfig } from '#infra/config/config.ts';
import { demoSettings, portalUrlSettings } from '#infra/config/app-groups.ts';
import { demoUsers } from '#infra/demo/users.ts';

const { HARBOR_DEMO_PASSWORD: password, HARBOR_PORTAL_URL: portal } = readConfig({
  ...demoSettings,
  ...portalUrlSettings,
});
const lines = [
  `Portal  ${portal}`,
  ...demoUsers.map(({ email, role }) => `  ${email.padEnd(20)} ${role}`),
  `  password for all of them: ${password}`,
];
process.stdout.write(`${lines.join('\n')}\n`);
