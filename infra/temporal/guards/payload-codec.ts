/**
 * Guard 2: the last check of each payload before it leaves the process. It catches what goes around
 * the converter: `RawValue`, `rawValueTypeInfo`, another converter.
 */
import type { PayloadCodec } from '@temporalio/common';
import { isContractPayload, notAReference } from './contract-payload.ts';

export const payloadCodec: PayloadCodec = {
  async encode(payloads) {
    if (!payloads.every(isContractPayload)) throw notAReference();
    return payloads;
  },
  // Does not refuse: an error here would fail the workflow task again and again. The converter
  // refuses instead, where an error can fail the workflow.
  decode: (payloads) => Promise.resolve(payloads),
};
