/** Each guard, switched off by changing one line: mutants of the guards themselves. */
import type { Change } from './change.ts';

const guards = 'infra/temporal/guards';
/** No effect, for a line that must stay a statement. */
const nothing = 'void 0;';

export const guardsOff = {
  'payload converter': {
    file: `${guards}/contract-payload.ts`,
    from: 'if (!mayEnterHistory(plain)) throw notAReference();',
    to: nothing,
  },
  'payload codec': {
    file: `${guards}/payload-codec.ts`,
    from: 'if (!payloads.every(isContractPayload)) throw notAReference();',
    to: nothing,
  },
  'the contract’s closed list': {
    file: 'contract/grammar.ts',
    from: 'if (value === undefined || value === null) return true;',
    to: 'return true;',
  },
  'failure converter': {
    file: `${guards}/failure-converter.ts`,
    from: 'return redacted(described(error));',
    to: 'return described(error);',
  },
  'request guard': {
    file: `${guards}/request-guard.ts`,
    from: 'if (!shape?.(request)) return Promise.reject(notAReference());',
    to: nothing,
  },
  'command guard': {
    file: `${guards}/command-guard.ts`,
    from: 'const fails = refused || !others.every(isAllowed);',
    to: 'const fails = refused;',
  },
  'command guard in the bundle': {
    file: 'infra/temporal/bundle.ts',
    from: "workflowInterceptorModules: [join(import.meta.dirname, 'guards/command-guard.ts')],",
    to: 'workflowInterceptorModules: [],',
  },
  'silent console': {
    file: `${guards}/command-guard.ts`,
    from: '  silenceConsole();',
    to: `  ${nothing}`,
  },
  'activity guard': {
    file: `${guards}/activity-guard.ts`,
    from: 'requireShape(signature?.beats ?? nothing, details);',
    to: nothing,
  },
  'SDK logger': {
    file: 'infra/temporal/sdk-logger.ts',
    from: 'logger: sdkLogger(logger),',
    to: "logger: new DefaultLogger('INFO'),",
    needs: "import { DefaultLogger } from '@temporalio/worker';",
  },
  'log allow-list': {
    file: 'infra/logging/logger.ts',
    from: 'const entries = Object.entries(parsed(line)).filter(isAllowed);',
    to: 'const entries = Object.entries(parsed(line));',
  },
  vault: {
    file: 'vault/idempotency-keys.ts',
    from: "if (key !== type && !isMinted(key)) throw new VaultError('VAULT_REFERENCE_FORGED');",
    to: nothing,
  },
  'step edge': { file: 'activities/step.ts', from: 'throw toFailure(error);', to: 'throw error;' },
} as const satisfies Record<string, Change>;

export type GuardName = keyof typeof guardsOff;
