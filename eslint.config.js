/**
 * What the compiler cannot check. Beside the usual rules: who may import what. The folders are the security
 * boundaries of this system, so an import that crosses one the wrong way is an error that says why.
 */
import eslint from '@eslint/js';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Folders by their alias (in these patterns, `#` unescaped begins a comment) and by any relative path. */
const folders = (...names) => names.flatMap((name) => [`\\#${name}/**`, `**/${name}/**`]);

/** Tests, and what they are made of. */
const tests = ['**/*.test.ts', '**/testing*.ts', '**/test-*.ts', '**/fixtures/**', 'test/**'];

const noTemporalOrWeb = ['@temporalio/*', 'express', 'express-*'];

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
      // An async function without await still turns what it throws into a rejection, which is why it is async.
      '@typescript-eslint/require-await': 'off',
      // Objects come from factories here, and their methods do not use `this`.
      '@typescript-eslint/unbound-method': 'off',
      // node:test waits for these by itself.
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            { from: 'package', name: ['describe', 'it', 'test', 'suite'], package: 'node:test' },
          ],
        },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  {
    files: ['workflows/**/*.ts'],
    ignores: tests,
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: [...folders('vault', 'infra', 'apps', 'activities', 'test'), 'node:*'],
              message:
                'Workflow code is deterministic and sees references only. What reads data is an activity.',
            },
          ],
          paths: [
            {
              name: '@temporalio/workflow',
              importNames: ['upsertSearchAttributes', 'upsertMemo', 'setCurrentDetails', 'createEventGroup'],
              message: 'Free text that Temporal keeps in the clear. Record it in the vault, by an activity.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['activities/**/*.ts'],
    ignores: tests,
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: folders('apps', 'test'),
              message:
                'Activities are handed what they need: createActivities(deps) is called by apps/worker/main.ts.',
            },
            {
              group: ['@temporalio/client', '@temporalio/worker'],
              message: 'An activity answers with a reference. What happens next is for the workflow to say.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['vault/**/*.ts'],
    ignores: tests,
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: [...noTemporalOrWeb, ...folders('activities', 'apps', 'test')],
              message:
                'The vault knows nothing of Temporal or the web, so that it can be copied without them.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['infra/**/*.ts'],
    ignores: [...tests, 'infra/local/**'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: folders('apps', 'activities', 'test'),
              message: 'Infrastructure is used by the processes; it does not know them.',
            },
          ],
        },
      ],
    },
  },
  {
    // Programs that people watch, and the fixtures that show what must not be done.
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
    languageOptions: {
      globals: Object.fromEntries(
        [
          'document',
          'DOMParser',
          'window',
          'location',
          'fetch',
          'EventSource',
          'FormData',
          'File',
          'XMLHttpRequest',
          'URL',
          'setTimeout',
        ].map((name) => [name, 'readonly']),
      ),
    },
  },
);
