/** Longer than any word of a text. */
const shortest = 24;
const isLetter = Uint8Array.from({ length: 256 }, (_, byte) =>
  /[A-Za-z0-9+/_-]/.test(String.fromCharCode(byte)) ? 1 : 0,
);
/** Line breaks that may stand inside a run: in a mail, in a file, in JSON that quotes either. */
const lineBreaks = ['\r\n', '\n', '\\r\\n', '\\n'].map((text) => Buffer.from(text));

/**
 * Decodes every run of base64 in `bytes` and returns the index where each begins. A regular
 * expression would overflow its stack on a run of megabytes.
 */
export function* base64Runs(bytes: Buffer): Generator<{ bytes: Buffer; index: number }> {
  for (let begin = 0; begin < bytes.length;) {
    let end = endOfLetters(bytes, begin);
    if (end - begin < shortest) {
      begin = end + 1;
      continue;
    }
    const lines = [bytes.subarray(begin, end)];
    for (let next = nextLine(bytes, end); next > end; next = nextLine(bytes, end)) {
      end = endOfLetters(bytes, next);
      lines.push(bytes.subarray(next, end));
    }
    yield { bytes: Buffer.from(Buffer.concat(lines).toString('latin1'), 'base64'), index: begin };
    begin = end;
  }
}

function endOfLetters(bytes: Buffer, begin: number): number {
  let end = begin;
  while (end < bytes.length && isLetter[bytes[end] as number]) end += 1;
  return end;
}

/** Where the run continues after a line break at `end`; `end` itself if it does not. */
function nextLine(bytes: Buffer, end: number): number {
  const lineBreak = lineBreaks.find((one) => bytes.subarray(end, end + one.length).equals(one));
  const next = end + (lineBreak?.length ?? 0);
  return isLetter[bytes[next] ?? 0] ? next : end;
}
