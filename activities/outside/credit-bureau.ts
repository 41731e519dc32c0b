import { z } from 'zod';
import { failure } from '#infra/temporal/failures.ts';
import type { ApplicationDetails, IdentityReport } from '#lending/index.ts';
import { identityReport } from '#lending/stored-types.ts';

export interface CreditBureau {
  /**
   * Asks who this is and what they owe. The same key asks once, however often it is sent.
   * @throws ApplicationFailure `BureauUnavailable` (retryable), `BureauRefused` (not)
   */
  check(
    person: Pick<ApplicationDetails, 'fullName' | 'ssn' | 'dateOfBirth'>,
    options: { idempotencyKey: string; signal: AbortSignal },
  ): Promise<IdentityReport>;
}

export interface CreditBureauOptions {
  url: string;
  apiKey: string;
  /** Below the activity's start-to-close time-out, so that what happened is said by us and not guessed by Temporal. */
  timeoutMs?: number;
}

/** A client of the bureau's HTTP interface. What goes there is in the body: addresses end up in other people's logs. */
export function createCreditBureau({
  url,
  apiKey,
  timeoutMs = 10_000,
}: CreditBureauOptions): CreditBureau {
  return {
    async check(person, { idempotencyKey, signal }) {
      const response = await fetch(new URL('/v1/identity-checks', url), {
        method: 'POST',
        headers: {
          authorization: `Bearer ${apiKey}`,
          'content-type': 'application/json',
          'idempotency-key': idempotencyKey,
        },
        body: JSON.stringify(person),
        // It would carry the body to wherever the answer points.
        redirect: 'error',
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      }).catch(unavailable);
      if (response.ok)
        return identityReport
          .parseAsync(await response.json().catch(unavailable))
          .catch(unavailable);
      await response.body?.cancel();
      throw refusal(response);
    },
  };
}

function refusal({ status, headers }: Response): Error {
  if (status !== 429 && status < 500) return failure('BureauRefused', { nonRetryable: true });
  const delay = retryAfterMs(headers.get('retry-after'));
  return failure('BureauUnavailable', delay === undefined ? {} : { nextRetryDelay: delay });
}

/** Errors of `fetch` and of parsers may quote what they were given. */
function unavailable(): never {
  throw failure('BureauUnavailable');
}

const maxPatienceMs = 60_000;
const seconds = z.coerce.number().positive();

/** `Retry-After` in milliseconds, given as seconds or as a date, and no longer than we are willing to wait. */
export function retryAfterMs(header: string | null, now = Date.now()): number | undefined {
  if (header === null) return undefined;
  const asSeconds = seconds.safeParse(header);
  const delay = asSeconds.success ? asSeconds.data * 1_000 : Date.parse(header) - now;
  return delay > 0 ? Math.min(delay, maxPatienceMs) : undefined;
}
