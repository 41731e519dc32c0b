/** Durations that the contract lists. Any other could be made from data. */
import { msToNumber } from '@temporalio/common';
import type { Duration } from '@temporalio/common';
import { duration } from '#infra/allow-list/shapes.ts';
import type { Shape } from '#infra/allow-list/shapes.ts';

/** A google.protobuf.Duration that is one of these. */
export function isListed(durations: readonly string[]): Shape {
  const listed = new Set(durations.map((one) => msToNumber(one as Duration)));
  return (value) => duration(value) && listed.has(millisecondsOf(value as ProtoDuration));
}

/** A number, or a Long of the protobuf library. */
type ProtoNumber = number | { low: number; high: number } | null | undefined;
interface ProtoDuration {
  seconds?: ProtoNumber;
  nanos?: number | null;
}

function millisecondsOf({ seconds, nanos }: ProtoDuration): number {
  const whole =
    typeof seconds === 'object' && seconds !== null
      ? seconds.high * 2 ** 32 + (seconds.low >>> 0)
      : (seconds ?? 0);
  return whole * 1_000 + (nanos ?? 0) / 1_000_000;
}
