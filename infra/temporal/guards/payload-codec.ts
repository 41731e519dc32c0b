/**
 * Guard 2: the last look at each payload before it leaves the process. It sees what goes around the
 * converter: `RawValue`, `rawValueTypeInfo`, another converter.
 */
import type { PayloadCodec } from '@temporalio/common';
import { isContractPayload, notAReference } from './contract-payload.ts';

export const payloadCodec: PayloadCodec = {
  async encode(payloads) {
    if (!payloads.every(isContractPayload)) throw notAReference();
    return payloads;
  },
  // Does not refuse: an error here fails the workflow's task, again and again. The converter
  // refuses, where the workflow can fail for it.
  decode: (payloads) => Promise.resolve(payloads),
};
