import { Reader } from 'protobufjs';
import type { Piece } from '../search/windows.ts';

/**
 * Protobuf tags of field 1: with a length, as GetWorkflowExecutionHistoryResponse.history and
 * History.events have it; and as a number, as HistoryEvent.event_id has it.
 */
const [first, firstNumber] = [0x0a, 0x08];

/** A response with a history, byte for byte, in pieces that name their event. */
export function* byEvent(workflow: string, answer: Uint8Array): Generator<Piece> {
  let done = 0;
  for (const { id, start, end } of eventsIn(answer)) {
    if (start > done) yield { from: workflow, bytes: answer.subarray(done, start) };
    yield { from: `${workflow}, event ${id}`, bytes: answer.subarray(start, end) };
    done = end;
  }
  if (done < answer.length) yield { from: workflow, bytes: answer.subarray(done) };
}

function* eventsIn(answer: Uint8Array): Generator<{ id: number; start: number; end: number }> {
  for (const history of fieldsIn(answer, 0, answer.length)) {
    for (const { start, end } of fieldsIn(answer, history.start, history.end)) {
      const reader = readerAt(answer, start);
      yield { id: reader.uint32() === firstNumber ? Number(reader.uint64()) : 0, start, end };
    }
  }
}

/** The ranges of the values of field 1. */
function* fieldsIn(
  message: Uint8Array,
  begin: number,
  until: number,
): Generator<{ start: number; end: number }> {
  const reader = readerAt(message, begin);
  while (reader.pos < until) {
    const tag = reader.uint32();
    if (tag !== first) {
      reader.skipType(tag & 7);
      continue;
    }
    const length = reader.uint32();
    const start = reader.pos;
    reader.skip(length);
    yield { start, end: start + length };
  }
}

function readerAt(message: Uint8Array, position: number): Reader {
  const reader = Reader.create(message);
  reader.pos = position;
  return reader;
}
