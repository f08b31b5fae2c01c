import { normaliseEmail } from '../contact.js';
import type { RunInput } from '../run/run.js';
import type { Claim, KnownSequence } from './claim.js';
import { readRow } from './claim.js';
import type { Cell, OldRow } from './old-row.js';

/** Which older system's tracker is written. */
export const oldShapes = ['prefect', 'kestra'] as const;

export type OldShape = (typeof oldShapes)[number];

/** One thing to write to a tracker: into a row that is there, or into a new one. */
export type TrackerWrite<R extends OldRow> = { row?: R; values: Record<string, Cell> };

/** A run with the emails that count as sent, by number, with when (ISO). */
export interface SentOfRun {
  input: Pick<RunInput, 'contact' | 'sequence'>;
  sent: ReadonlyMap<number, string>;
}

/**
 * What a tracker has yet to say of what went, so that another system sends nothing twice. Rows that Evergreen
 * keeps have Kestra's shape already: of Kestra's own, what is sent is marked.
 */
export function writesFor<R extends OldRow>(
  shape: OldShape,
  runs: readonly SentOfRun[],
  rows: readonly R[],
  columnTypes: ReadonlyMap<string, string>,
  known: readonly KnownSequence[],
  now: Date,
): TrackerWrite<R>[] {
  const byPerson = new Map<string, { row: R; claim: Claim }[]>();
  for (const row of rows) {
    const claim = readRow(row, known, now);
    if (!claim || !('shape' in claim) || claim.shape === 'own') continue;
    const who = `${claim.address} ${claim.known.name}`;
    byPerson.set(who, [...(byPerson.get(who) ?? []), { row, claim }]);
  }
  return runs.flatMap((run) => {
    const { contact, sequence } = run.input;
    const theirs = byPerson.get(`${normaliseEmail(contact.email)} ${sequence.name}`) ?? [];
    return shape === 'prefect' ? wide(run, theirs, columnTypes) : long(run, theirs);
  });
}

interface Theirs<R> {
  row: R;
  claim: Claim;
}

function wide<R extends OldRow>(
  { input, sent }: SentOfRun,
  theirs: readonly Theirs<R>[],
  columnTypes: ReadonlyMap<string, string>,
): TrackerWrite<R>[] {
  const found = theirs.find(({ claim }) => claim.shape === 'wide');
  const values: Record<string, Cell> = {};
  for (const [number, at] of sent) {
    const column = columnOf(number, columnTypes);
    const isTick = columnTypes.get(column) === 'checkbox';
    const there = found?.row.cells.get(column);
    if (there === undefined || there === false) values[column] = isTick ? true : at;
  }
  if (Object.keys(values).length === 0) return [];
  if (found) return [{ row: found.row, values }];
  if (theirs.length > 0) return []; // they are told of in the other shape
  const { contact, sequence } = input;
  const title = [...columnTypes].find(([, type]) => type === 'title')?.[0];
  return [
    {
      values: {
        ...(title && { [title]: contact.firstName ?? contact.email }),
        email: contact.email,
        sequence_type: sequence.trackerName,
        ...values,
      },
    },
  ];
}

function columnOf(number: number, columnTypes: ReadonlyMap<string, string>): string {
  const forms = ['sent', 'sent_at', 'sent_date', 'date'].map((form) => `email_${number}_${form}`);
  return forms.find((form) => columnTypes.has(form)) ?? `email_${number}_sent`;
}

function long<R extends OldRow>(
  { sent }: SentOfRun,
  theirs: readonly Theirs<R>[],
): TrackerWrite<R>[] {
  return theirs.flatMap(({ row, claim }) =>
    claim.facts.flatMap(({ number, state }): TrackerWrite<R>[] => {
      const at = sent.get(number);
      if (at === undefined || state === 'sent') return [];
      return [{ row, values: { status: 'sent', sent_at: at } }];
    }),
  );
}
