/** A report of the approaches process as its page shows it. Counts and cuts; the templates only lay it out. */
import type {
  Approach,
  ApproachReport,
  EventView,
  Marked,
  RunReport,
  TemporalView,
} from '../approaches/contract.ts';
import { isOver } from './xray-stream.ts';
import { approachWords, fieldWords, readsWords, scenarioWords, stateWords } from './xray-words.ts';
import type { FieldKind } from './xray-words.ts';

/** A piece of a text: as it is, a submitted value, or how many characters are left out. */
export type Piece = { text: string } | { text: string; label: string; kind: FieldKind } | { cut: number };

const longestPlain = 320;
const shownOfCut = 120;

/** What the templates of a run need besides the report itself. */
export function xrayView(report: RunReport) {
  const { columns, submitted, request } = report;
  const others = { ...request, seed: (request.seed + 1) % 2 ** 32 };
  return {
    ended: isOver(report),
    endedColumns: columns.filter(({ state }) => state === 'ended' || state === 'failed').length,
    scenario: scenarioWords[request.scenario],
    person: submitted.find(({ field }) => field === 'fullName')?.value,
    values: submitted.map(({ field, value }) => ({ ...fieldWords(field), value })),
    others,
    columns: columns.map((column) => columnView(column, submitted)),
  };
}

function columnView(column: ApproachReport, submitted: RunReport['submitted']) {
  const { approach, state, outcome, tookMs, temporal } = column;
  const words = approachWords[approach];
  return {
    approach,
    state: stateWords[state],
    outcome,
    tookMs,
    words,
    reads: readsWords,
    remains: words.remains.map((one) => ({ ...one, fields: labelsOf(one.fields, submitted) })),
    exposed: submitted.map(({ field }) => ({
      ...fieldWords(field),
      found: temporal?.found.includes(field) ?? false,
    })),
    temporal: temporal && historyView(approach, temporal),
  };
}

function labelsOf(fields: readonly string[] | 'every', submitted: RunReport['submitted']): string[] {
  return fields === 'every'
    ? [`all ${submitted.length} values`]
    : fields.map((field) => fieldWords(field).label);
}

function historyView(approach: Approach, temporal: TemporalView) {
  const events = temporal.events.map((event) => eventView(approach, event));
  const described = temporal.description.map(({ name, text }) => ({ name, pieces: piecesOf(text) }));
  return {
    ...temporal,
    workflowId: piecesOf(temporal.workflowId),
    command: command(temporal),
    described,
    events,
    silent: events.filter(({ parts }) => parts.length === 0).length,
  };
}

function eventView(approach: Approach, { parts, ...event }: EventView) {
  const shown = parts.map(({ label, text }) => ({ label, pieces: piecesOf(text) }));
  const found = [...new Set(parts.flatMap(({ text }) => text.flatMap(({ field }) => field ?? [])))];
  return {
    ...event,
    anchor: `${approach}-${event.id}`,
    parts: shown,
    found: found.map(fieldWords),
    preview: parts[0]?.text
      .map(({ text }) => text)
      .join('')
      .slice(0, 40),
  };
}

/** Marks stay whole; of a long text between them, the beginning and the end are kept and its length is said. */
export function piecesOf(text: Marked): Piece[] {
  return text.flatMap(({ text: piece, field }): Piece[] => {
    if (field !== undefined) return [{ text: piece, ...fieldWords(field) }];
    if (piece.length <= longestPlain) return [{ text: piece }];
    const cut = piece.length - 2 * shownOfCut;
    return [{ text: piece.slice(0, shownOfCut) }, { cut }, { text: piece.slice(-shownOfCut) }];
  });
}

/** What anyone with a Temporal command line types to see the same. Quoted for a shell: the ID may hold anything. */
export function command({ workflowId, runId }: Pick<TemporalView, 'workflowId' | 'runId'>): string {
  const quoted = [workflowId.map(({ text }) => text).join(''), runId].map(
    (value) => `'${value.replaceAll("'", String.raw`'\''`)}'`,
  );
  return `temporal workflow show --output json --workflow-id ${quoted[0]} --run-id ${quoted[1]}`;
}
