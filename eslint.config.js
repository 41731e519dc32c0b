/**
 * What the compiler cannot check. Beside the usual rules: who may import what. The folders are the security
 * boundaries of this system, so an import that crosses one the wrong way is an error that says why.
 */
import eslint from '@eslint/js';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Tests, and what they are made of. */
const tests = ['**/*.test.ts', '**/testing*.ts', '**/test-*.ts', '**/fixtures/**', 'test/**'];

/** Folders by their alias (in these patterns, `#` unescaped begins a comment) and by any relative path. */
const folders = (...names) => names.flatMap((name) => [`\\#${name}/**`, `**/${name}/**`]);

/** Files of a folder may not import what the patterns say; its tests may. */
const boundary = (folder, { ignores = [], paths = [], patterns }) => ({
  files: [`${folder}/**/*.ts`],
  ignores: [...tests, ...ignores],
  rules: { '@typescript-eslint/no-restricted-imports': ['error', { paths, patterns }] },
});

const deterministic = {
  group: [...folders('vault', 'infra', 'apps', 'activities', 'test'), 'node:*'],
  message: 'Workflow code is deterministic and sees references only. What reads data is an activity.',
};

const browserGlobals = [
  ...['CSS', 'document', 'DOMParser', 'EventSource', 'fetch', 'File', 'FormData', 'location', 'setTimeout'],
  ...['navigator', 'URL', 'window', 'XMLHttpRequest'],
];

export default defineConfig(
  { ignores: ['node_modules/', 'dist/', '.harbor/'] },
  eslint.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      'no-console': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // An async function without await still turns what it throws into a rejection, which is why it is async.
      '@typescript-eslint/require-await': 'off',
      // Objects come from factories here, and their methods do not use `this`.
      '@typescript-eslint/unbound-method': 'off',
      // node:test waits for these by itself.
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            { from: 'package', name: ['describe', 'it', 'suite', 'test'], package: 'node:test' },
          ],
        },
      ],
    },
  },
  boundary('workflows', {
    patterns: [deterministic],
    paths: [
      {
        name: '@temporalio/workflow',
        importNames: ['upsertSearchAttributes', 'upsertMemo', 'setCurrentDetails', 'createEventGroup'],
        message: 'Free text that Temporal keeps in the clear. Record it in the vault, by an activity.',
      },
    ],
  }),
  // It shows what becomes of data in all these places, and its bundle is not the product's.
  boundary('workflows/naive', { patterns: [deterministic] }),
  boundary('activities', {
    patterns: [
      {
        group: folders('apps', 'test'),
        message: 'Activities are handed what they need: apps/worker/main.ts calls createActivities(deps).',
      },
      {
        group: ['@temporalio/client', '@temporalio/worker'],
        message: 'An activity answers with a reference. What happens next is for the workflow to say.',
      },
    ],
  }),
  boundary('vault', {
    patterns: [
      {
        group: ['@temporalio/*', 'express', 'express-*', ...folders('activities', 'apps', 'test')],
        message: 'The vault knows nothing of Temporal or the web, so that it can be copied without them.',
      },
    ],
  }),
  boundary('infra', {
    // The launcher starts the processes; that is what it is for.
    ignores: ['infra/local/**'],
    patterns: [
      {
        group: folders('activities', 'apps', 'test'),
        message: 'Infrastructure is used by the processes; it does not know them.',
      },
    ],
  }),
  {
    // Programs that people watch, and fixtures that show what must not be done.
    files: ['infra/local/**/*.ts', 'test/demo/**/*.ts', 'test/bench/**/*.ts', '**/fixtures/**/*.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    // Rows and answers are looked at there, not worked with.
    files: tests,
    rules: Object.fromEntries(
      ['argument', 'assignment', 'call', 'member-access', 'return'].map((use) => [
        `@typescript-eslint/no-unsafe-${use}`,
        'off',
      ]),
    ),
  },
  {
    files: ['apps/portal/public/*.js'],
    languageOptions: { globals: Object.fromEntries(browserGlobals.map((name) => [name, 'readonly'])) },
  },
);
