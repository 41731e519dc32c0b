/**
 * What the compiler cannot check. Beside the usual rules: which folder may import which. The
 * folders are the security boundaries of this system, so an import that crosses one the wrong way
 * is an error that says why.
 */
import eslint from '@eslint/js';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Tests, and what they are made of: helpers live in folders named `testing`. */
const tests = ['**/*.{test,proof,docker}.ts', '**/testing/**', 'test/**', 'audit/compose/**'];

/** Every folder, with the folders that it may import from. Arrows run downwards only. */
const mayImport = {
  contract: [],
  infra: ['contract'],
  vault: ['contract', 'infra'],
  lending: ['contract', 'infra', 'vault'],
  workflows: ['contract'],
  activities: ['contract', 'infra', 'vault', 'lending'],
  apps: ['contract', 'infra', 'vault', 'lending', 'activities'],
  comparison: ['contract', 'infra', 'vault', 'lending', 'activities', 'workflows', 'apps', 'audit'],
};

/** The reason for each boundary, printed with the error. */
const reasons = {
  contract:
    'The contract imports nothing, so that it loads alike in the sandbox, in converters and in apps.',
  infra: 'Infrastructure is used by the rest of the system and knows none of it but the contract.',
  vault: 'The vault knows no loan, no Temporal and no web, so that it can be copied without them.',
  lending: 'The loan application knows how it is stored, not which process asks or when.',
  workflows:
    'Workflow code is deterministic and sees references only. Code that reads data is an activity.',
  activities:
    'Activities are handed what they need: apps/worker/main.ts calls createActivities(deps).',
  apps: 'The product does without comparison/ and audit/: both can be removed.',
  comparison:
    'The comparison searches with audit/search and audit/ledger. The rest of the audit runs the comparison, and is not for it.',
  minting:
    'References, idempotency keys and object keys are minted in vault/, and nowhere made of other text.',
  hashing:
    'What is made of data here could end up in the clear. Mint it in vault/, or ask the vault for a pseudonym.',
  programs: 'Programs do not use test helpers.',
};

/**
 * Folders by their alias (in these patterns, `#` unescaped begins a comment) and by any relative
 * path.
 */
const folders = (...names) => names.flatMap((name) => [`\\#${name}/*`, `**/../${name}/*`]);

/** Folders within those that may be imported all the same. */
const except = (...names) => names.flatMap((name) => [`!\\#${name}`, `!**/../${name}`]);

const everything = [...Object.keys(mayImport), 'audit', 'test'];

/** Product tests may use every product folder, and test helpers; they too do without the wings. */
const wings = ['comparison', 'audit'];

const boundary = (folder, { paths = [], patterns = [] } = {}) => [
  {
    files: [`${folder}/**/*.ts`],
    ignores: tests,
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          paths,
          patterns: [
            {
              group: folders(
                ...everything.filter(
                  (name) => name !== folder && !mayImport[folder].includes(name),
                ),
              ),
              message: folder === 'comparison' ? reasons.programs : reasons[folder],
            },
            ...patterns,
          ],
        },
      ],
    },
  },
];

/** What the vault stores in the clear is made here, and nowhere else. */
const minters = ['minting', 'references', 'idempotency-keys', 'object-keys'].map(
  (name) => `vault/${name}.ts`,
);
/** Folders whose code has data in its hands, or speaks to Temporal. */
const nearData = ['vault', 'lending', 'activities', 'apps/portal', 'apps/worker', 'infra/temporal'];
/** Files there that hash or draw for another purpose: ciphertexts, keys, sign-in, boundaries. */
const hashers = [
  'vault/{data-keys,decrypt-document,encrypt-document,envelope}.ts',
  'apps/portal/client/multipart.ts',
  'apps/portal/sign-in/*.ts',
  'infra/temporal/{bundle-stamp,identity}.ts',
  // Random IDs of requests, in the place of a caller's.
  'infra/temporal/guards/request-guard.ts',
  'lending/samples/**',
  // The audit trail's own hashes, of references and hashes.
  'vault/trail/anchors.ts',
  'vault/trail/merkle.ts',
];

const minted = '[typeName.name=/(Ref|^Reference|^IdempotencyKey)$/]';
const refuse = (message, ...selectors) => selectors.map((selector) => ({ selector, message }));
const noCasts = refuse(
  reasons.minting,
  `TSAsExpression > TSTypeReference${minted}`,
  'TSAsExpression > TSTemplateLiteralType',
  'ImportSpecifier[imported.name=/^(alphabet|checkOf|mint)$/]',
);
const noHashes = [
  ...refuse(
    reasons.minting,
    // Other ways around the compiler, where there is data.
    'TSAsExpression > :matches(TSNeverKeyword, TSAnyKeyword)',
    `TSTypePredicate TSTypeReference${minted}`,
  ),
  ...refuse(
    reasons.hashing,
    ':matches(ImportDeclaration, ImportExpression)[source.value=/^(node:)?crypto$/]',
    'MemberExpression[object.name="crypto"]',
  ),
];

const browserGlobals = [
  ...[
    'CSS',
    'document',
    'DOMParser',
    'EventSource',
    'fetch',
    'File',
    'FormData',
    'location',
    'setTimeout',
    'clearTimeout',
  ],
  ...['navigator', 'URL', 'window', 'XMLHttpRequest'],
];

export default defineConfig(
  // What `npm run adopt` writes is checked where it was written (adopt/adopt.proof.ts).
  { ignores: ['node_modules/', 'dist/', '.harbor/', 'adopt/*/'] },
  eslint.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      'no-console': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_' },
      ],
      // An async function without await still turns what it throws into a rejection, which is why
      // it is async.
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
  ...['contract', 'infra', 'lending', 'apps', 'comparison'].flatMap((folder) => boundary(folder)),
  ...boundary('workflows', {
    patterns: [{ group: ['node:*'], message: reasons.workflows }],
    paths: [
      {
        name: '@temporalio/workflow',
        importNames: [
          'upsertSearchAttributes',
          'upsertMemo',
          'setCurrentDetails',
          'createEventGroup',
        ],
        message:
          'Free text that Temporal keeps in the clear. Record it in the vault, by an activity.',
      },
    ],
  }),
  ...boundary('activities', {
    patterns: [
      {
        group: ['@temporalio/client', '@temporalio/worker'],
        message:
          'An activity returns a reference. What happens next is for the workflow to decide.',
      },
    ],
  }),
  ...boundary('vault', {
    patterns: [{ group: ['@temporalio/*', 'express', 'express-*'], message: reasons.vault }],
  }),
  {
    // History holds references: one that is made of data takes the data along.
    files: Object.keys(mayImport).map((folder) => `${folder}/**/*.ts`),
    ignores: [...tests, 'comparison/**', 'contract/**', ...minters],
    rules: { 'no-restricted-syntax': ['error', ...noCasts] },
  },
  {
    files: nearData.map((folder) => `${folder}/**/*.ts`),
    ignores: [...tests, ...minters, ...hashers],
    rules: { 'no-restricted-syntax': ['error', ...noCasts, ...noHashes] },
  },
  {
    files: ['test/**/*.ts', ...Object.keys(mayImport).map((folder) => `${folder}/**/*.ts`)],
    ignores: wings.map((wing) => `${wing}/**`),
    rules: {
      // Kept beside the boundary above, which lists the wings for code that is no test.
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: folders(...wings), message: reasons.apps }] },
      ],
    },
  },
  {
    // Tests as well: otherwise the two wings would be one.
    files: ['comparison/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: [...folders('audit'), ...except('audit/search', 'audit/ledger')],
              message: reasons.comparison,
            },
          ],
        },
      ],
    },
  },
  {
    // Programs that print to a terminal, and fixtures that show what must not be done.
    files: [
      'infra/local/**/*.ts',
      'audit/demo/**/*.ts',
      'comparison/bench/**/*.ts',
      '**/testing/**/*.ts',
    ],
    rules: { 'no-console': 'off' },
  },
  {
    // Tests assert on untyped rows and responses.
    files: tests,
    rules: Object.fromEntries(
      ['argument', 'assignment', 'call', 'member-access', 'return'].map((use) => [
        `@typescript-eslint/no-unsafe-${use}`,
        'off',
      ]),
    ),
  },
  {
    files: ['**/public/*.js'],
    languageOptions: {
      globals: Object.fromEntries(browserGlobals.map((name) => [name, 'readonly'])),
    },
  },
);
