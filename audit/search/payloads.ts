/** A value that Temporal carries, as an event holds it. */
interface Payload {
  metadata?: Record<string, Uint8Array> | null;
  data?: Uint8Array | null;
}

/**
 * The text of every payload anywhere in an event or history: arguments, results, details, memo,
 * headers.
 */
export function payloadsIn(message: unknown): string[] {
  if (typeof message !== 'object' || message === null || message instanceof Uint8Array) return [];
  if (isPayload(message)) return [Buffer.from(message.data ?? []).toString()];
  return Object.values(message).flatMap(payloadsIn);
}

function isPayload(message: object): message is Payload {
  const { metadata } = message as Payload;
  return metadata?.encoding instanceof Uint8Array;
}
