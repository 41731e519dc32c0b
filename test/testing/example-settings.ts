import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const text = readFileSync(join(import.meta.dirname, '../../.env.example'), 'utf8');

/** The names of all settings in .env.example, those in its comments included. */
export const exampleNames: readonly string[] = Array.from(
  text.matchAll(/^(?:# )?(HARBOR_\w+)=/gm),
  ([, name = '']) => name,
);

const secrets: Readonly<Record<string, string>> = {
  HARBOR_IDENTITY_SIGNING_KEY: '-----BEGIN PRIVATE KEY-----',
};

/** The whole of .env.example as an environment, with its blank secrets filled in. */
export const exampleEnvironment: Readonly<Record<string, string>> = Object.fromEntries(
  Array.from(text.matchAll(/^(\w+)=(.*)$/gm), ([, name = '', value]) => [
    name,
    value || (secrets[name] ?? 'x'.repeat(40)),
  ]),
);
