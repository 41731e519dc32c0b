/** SARIF 2.1.0 (OASIS), for code scanning services. */
import { createHash } from 'node:crypto';
import { blindnessOf, describeLocation, leaksIn, type AuditReport, type Leak } from './report.ts';

const rules = [
  {
    id: 'leak',
    name: 'ValueInTheClear',
    shortDescription: { text: 'A value was found where it must not be' },
    fullDescription: {
      text: 'A submitted value, in some encoding, is in a place that its operator can read. The value is not repeated here.',
    },
    defaultConfiguration: { level: 'error' },
  },
  {
    id: 'blind',
    name: 'SearchIsBlind',
    shortDescription: { text: 'The search did not find what is known to be there' },
    fullDescription: { text: 'Finding nothing does not prove that there is nothing.' },
    defaultConfiguration: { level: 'error' },
  },
] as const;

/**
 * Each leak is located at the row of the matrix that it violates or, without a matrix, in the file.
 */
export function sarifReport({ verdict, matrix }: AuditReport): string {
  const results = [
    ...leaksIn(verdict).map((leak) => leakResult(leak, matrix)),
    ...blindnessOf(verdict).map((complaint) => blindResult(complaint, matrix)),
  ];
  const driver = {
    name: 'harbor-audit-leaks',
    informationUri: 'https://github.com/temporalio',
    version: '1.0.0',
    rules,
  };
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{ tool: { driver }, columnKind: 'utf16CodeUnits', results }],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function leakResult(
  { row, place, approach, field, encodings, at }: Leak,
  matrix: string | undefined,
) {
  const first = at[0] ?? { offset: 0 };
  const where = at.map(describeLocation).join('; ');
  return {
    ...result('leak', `${field} of ${approach} is in ${place} (${encodings.join(', ')}): ${where}`),
    locations: [
      {
        physicalLocation: matrix
          ? physical(matrix, { startLine: row.line })
          : physical(first.from ?? place, { byteOffset: first.offset }),
        logicalLocations: [
          { name: place, fullyQualifiedName: first.from ?? place, kind: 'resource' },
        ],
      },
    ],
    partialFingerprints: fingerprint(place, approach, field),
  };
}

function blindResult(complaint: string, matrix: string | undefined) {
  return {
    ...result('blind', complaint),
    locations: [{ physicalLocation: physical(matrix ?? 'audit', { startLine: 1 }) }],
    partialFingerprints: fingerprint(complaint),
  };
}

function result(ruleId: (typeof rules)[number]['id'], text: string) {
  const ruleIndex = rules.findIndex(({ id }) => id === ruleId);
  return { ruleId, ruleIndex, level: 'error', message: { text } };
}

/** @param region lines count from 1, bytes from 0 */
function physical(path: string, region: { startLine: number } | { byteOffset: number }) {
  return { artifactLocation: { uri: encodeURI(path) }, region };
}

/** Identifies a leak across runs, in which references and offsets differ. */
function fingerprint(...parts: string[]) {
  return { 'harborAuditLeaks/v1': createHash('sha256').update(parts.join('\n')).digest('hex') };
}
