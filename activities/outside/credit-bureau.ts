import { z } from 'zod';
import { failure } from '#infra/temporal/failures.ts';
import type { ApplicationDetails, IdentityReport } from '#lending/index.ts';
import { identityReport } from '#lending/stored-types.ts';

export interface CreditBureau {
  /**
   * Asks who this person is and what they owe. Idempotent: the bureau answers a repeated key alike.
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
  /**
   * Below the activity's start-to-close time-out, so that the failure is ours and not Temporal's
   * guess.
   */
  timeoutMs?: number;
}

/**
 * A client of the bureau's HTTP API. Data goes into the body: URLs end up in other parties' logs.
 */
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
        // A redirect would carry the body to wherever the answer points.
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

/** Errors of `fetch` and of parsers may quote their input. */
function unavailable(): never {
  throw failure('BureauUnavailable');
}

const maxPatienceMs = 60_000;
const seconds = z.coerce.number().positive();

/** `Retry-After`, which is seconds or a date, in milliseconds and capped at a minute. */
export function retryAfterMs(header: string | null, now = Date.now()): number | undefined {
  if (header === null) return undefined;
  const asSeconds = seconds.safeParse(header);
  const delay = asSeconds.success ? asSeconds.data * 1_000 : Date.parse(header) - now;
  return delay > 0 ? Math.min(delay, maxPatienceMs) : undefined;
}
