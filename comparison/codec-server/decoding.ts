import type { Payload } from '@temporalio/common';
import type { NamespaceDecoder } from '../codec/codec.ts';
import { isEncrypted } from '../codec/payload-envelope.ts';
import type { Audit } from './audit.ts';
import { CodecServerError } from './errors.ts';
import { isReference } from './external-storage.ts';
import type { Retrieve } from './external-storage.ts';

/** An authorised caller, and the namespace. */
export interface Reading {
  subject: string;
  namespace: string;
}

export interface Decoding {
  /**
   * The payloads in the clear. What is not encrypted is returned unchanged: the caller has it
   * already. References to external storage are followed, unless `preserveReferences`.
   */
  decode(reading: Reading, payloads: Payload[], preserveReferences: boolean): Promise<Payload[]>;
  /** What the references lead to, in the clear. All payloads must be references. */
  download(reading: Reading, references: Payload[]): Promise<Payload[]>;
}

/** The two things this server does. Both throw CodecServerError, by code. */
export function createDecoding(deps: {
  audit: Audit;
  decode: NamespaceDecoder;
  retrieve: Retrieve;
}): Decoding {
  /** No audit entry, no plaintext. */
  async function open({ subject, namespace }: Reading, payloads: Payload[]): Promise<Payload[]> {
    const encrypted = payloads.filter(isEncrypted);
    if (encrypted.length === 0) return payloads;
    await deps.audit(subject, namespace, encrypted);
    const opened = (await deps.decode(namespace, encrypted)).values();
    return payloads.map((payload) => (isEncrypted(payload) ? opened.next().value! : payload));
  }

  return {
    async decode(reading, payloads, preserveReferences) {
      return open(
        reading,
        preserveReferences ? payloads : await deps.retrieve(reading.namespace, payloads),
      );
    },
    async download(reading, references) {
      if (!references.every(isReference)) throw new CodecServerError('REFERENCE_REFUSED');
      return open(reading, await deps.retrieve(reading.namespace, references));
    },
  };
}
