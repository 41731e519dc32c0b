import { msToNumber } from '@temporalio/common';
import { z } from 'zod';
import { retryDelays } from '#contract/durations.ts';
import type { RetryDelay } from '#contract/durations.ts';
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
  const nextRetryDelay = retryDelayOf(headers.get('retry-after'));
  return failure('BureauUnavailable', nextRetryDelay ? { nextRetryDelay } : {});
}

/** Errors of `fetch` and of parsers may quote their input. */
function unavailable(): never {
  throw failure('BureauUnavailable');
}

const seconds = z.coerce.number().positive();

/**
 * The shortest delay of the contract that is as long as `Retry-After` (seconds or a date) asks for,
 * or the longest: history keeps it, so it is none of the bureau's own making.
 */
export function retryDelayOf(header: string | null, now = Date.now()): RetryDelay | undefined {
  if (header === null) return undefined;
  const asSeconds = seconds.safeParse(header);
  const asked = asSeconds.success ? asSeconds.data * 1_000 : Date.parse(header) - now;
  if (!(asked > 0)) return undefined;
  return retryDelays.find((delay) => msToNumber(delay) >= asked) ?? retryDelays.at(-1);
}
