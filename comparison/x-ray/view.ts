/**
 * A report of the approaches process as its page shows it. Counts and names; the templates only lay
 * it out.
 */
import type {
  Approach,
  ApproachReport,
  EventView,
  Marked,
  RunReport,
  TemporalView,
} from '../approaches/contract.ts';
import { isOver } from './stream.ts';
import { approachWords, fieldWords, readsWords, scenarioWords, stateWords } from './words.ts';
import type { FieldKind } from './words.ts';

/** A piece of a text: as it is, or a submitted value. */
type Piece = { text: string } | { text: string; label: string; kind: FieldKind };

/** Longer values, such as hashes, are shown by their beginning. */
const maxValueLength = 64;

/** What the templates of a run need besides the report itself. */
export function xrayView(report: RunReport) {
  const { columns, submitted, request } = report;
  const others = { ...request, seed: (request.seed + 1) % 2 ** 32 };
  return {
    ended: isOver(report),
    endedColumns: columns.filter(({ state }) => state === 'ended' || state === 'failed').length,
    scenario: scenarioWords[request.scenario],
    person: submitted.find(({ field }) => field === 'fullName')?.value,
    values: submitted.map(({ field, value }) => ({
      ...fieldWords(field),
      value: beginningOf(value),
    })),
    others,
    columns: columns.map((column) => columnView(column, submitted)),
  };
}

const beginningOf = (value: string): string =>
  value.length < maxValueLength ? value : `${value.slice(0, 16)}…`;

function columnView(column: ApproachReport, submitted: RunReport['submitted']) {
  const { approach, state, outcome, tookMs, temporal } = column;
  const words = approachWords[approach];
  const exposed = submitted.map(({ field }) => ({
    ...fieldWords(field),
    found: temporal?.found.includes(field) ?? false,
  }));
  const found = exposed.filter((one) => one.found);
  return {
    ended: state === 'ended',
    found,
    tone: temporal ? toneOf(found.length / exposed.length) : 'calm',
    inWords: inWords(exposed),
    approach,
    state: stateWords[state],
    outcome,
    tookMs,
    words,
    reads: readsWords,
    remains: words.remains.map((one) => ({ ...one, fields: labelsOf(one.fields, submitted) })),
    exposed,
    temporal: temporal && historyView(approach, temporal),
  };
}

/** More than a quarter of a person's values is a serious leak. */
function toneOf(share: number): 'good' | 'busy' | 'bad' {
  if (share === 0) return 'good';
  return share > 0.25 ? 'bad' : 'busy';
}

/** Names what was found or, where that is most, what was not. */
function inWords(exposed: readonly { label: string; found: boolean }[]): string {
  const found = exposed.filter((one) => one.found).map(({ label }) => label);
  const spared = exposed.filter((one) => !one.found).map(({ label }) => label);
  if (found.length === 0) return 'None of the person’s values.';
  if (spared.length === 0) return 'All of them.';
  return spared.length < found.length ? `All except ${spared.join(', ')}` : found.join(', ');
}

/** The labels of these fields, as far as this run has them. */
function labelsOf(
  fields: readonly string[] | 'every',
  submitted: RunReport['submitted'],
): string[] {
  if (fields === 'every') return [`all ${submitted.length} values`];
  const shown = submitted.filter(({ field }) => fields.includes(field));
  return shown.map(({ field }) => fieldWords(field).label);
}

function historyView(approach: Approach, temporal: TemporalView) {
  const events = temporal.events.map((event) => eventView(approach, event));
  return {
    ...temporal,
    workflowId: piecesOf(temporal.workflowId),
    command: command(temporal),
    beside: {
      parts: partsOf(temporal.description.map(({ name, text }) => ({ label: name, text }))),
      found: fieldsIn(temporal.description).size,
    },
    events,
    // Only the first event is open, so that the columns can be compared and the page stays short.
    opened: events.find(({ parts }) => parts.length > 0)?.id,
    silent: events.filter(({ parts }) => parts.length === 0).length,
  };
}

function eventView(approach: Approach, event: EventView) {
  return {
    ...event,
    anchor: `${approach}-${event.id}`,
    parts: partsOf(event.parts),
    found: fieldsIn(event.parts).size,
    preview: event.parts[0]?.text
      .map(({ text }) => text)
      .join('')
      .slice(0, 60),
  };
}

const partsOf = (parts: EventView['parts']): { label: string; pieces: Piece[] }[] =>
  parts.map(({ label, text }) => ({ label, pieces: piecesOf(text) }));

const fieldsIn = (parts: readonly { text: Marked }[]): Set<string> =>
  new Set(parts.flatMap(({ text }) => text.flatMap(({ field }) => field ?? [])));

/** A text as the page shows it, with the name of each value that was found in it. */
const piecesOf = (text: Marked): Piece[] =>
  text.map(({ text: piece, field }) =>
    field === undefined ? { text: piece } : { text: piece, ...fieldWords(field) },
  );

/**
 * The Temporal CLI command that shows the same. Quoted for a shell, because the ID may hold
 * anything.
 */
export function command({ workflowId, runId }: Pick<TemporalView, 'workflowId' | 'runId'>): string {
  const quoted = [workflowId.map(({ text }) => text).join(''), runId].map(
    (value) => `'${value.replaceAll("'", String.raw`'\''`)}'`,
  );
  return `temporal workflow show --output json --workflow-id ${quoted[0]} --run-id ${quoted[1]}`;
}
