/** Values that occur nowhere else, and a search for them in bytes. */
import { randomBytes } from 'node:crypto';

const letters = (count: number): string =>
  Array.from(randomBytes(count), (byte) => String.fromCharCode(97 + (byte % 26))).join('');

/** A submission with a canary in each field, and in the document and its name. */
export function canarySubmission() {
  const fields = {
    fullName: `Canary ${letters(12)}`,
    dateOfBirth: '1971-03-09',
    memberNumber: `${letters(3).toUpperCase()}${String(randomBytes(6).readUIntBE(0, 6)).padStart(9, '7').slice(-9)}`,
    complaint: `chest pain since ${letters(14)}`,
  };
  const labResult = `${letters(12)};9.9;1;5\n`;
  const fileName = `${letters(12)}.txt`;
  const { dateOfBirth: _, ...unique } = fields;
  return {
    fields,
    labResult,
    fileName,
    canaries: [...Object.values(unique), labResult.trim(), fileName],
  };
}

/**
 * The canaries that the bytes contain: as text, in hexadecimal, or in base64 at any of its three
 * alignments.
 */
export function findCanaries(bytes: Buffer, canaries: readonly string[]): string[] {
  const text = bytes.toString('latin1');
  return canaries.filter((canary) => spellings(canary).some((spelling) => text.includes(spelling)));
}

function spellings(canary: string): string[] {
  const plain = Buffer.from(canary);
  const aligned = [0, 1, 2].map((offset) => {
    const whole = Buffer.concat([Buffer.alloc(offset), plain]).toString('base64');
    // The letters at both ends depend on the neighbouring bytes.
    return whole.slice(offset === 0 ? 0 : offset + 1, -4);
  });
  return [plain.toString('latin1'), plain.toString('hex'), ...aligned];
}
