/**
 * Guard 1: values become payloads only if the contract allows them. Implemented directly, because
 * the SDK's CompositePayloadConverter lets every `RawValue` through. Runs in node and in the
 * workflow sandbox.
 */
import type { PayloadConverter } from '@temporalio/common';
import { fromContractPayload, toContractPayload } from './contract-payload.ts';

export const payloadConverter: PayloadConverter = {
  toPayload: (value) => toContractPayload(value),
  fromPayload: <T>(payload: Parameters<typeof fromContractPayload>[0]) =>
    fromContractPayload(payload) as T,
};
