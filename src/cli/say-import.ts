import type { Judged } from '../domain/import/judge.js';
import type { Said } from './cli.js';
import { indent, plain, table } from './plain.js';
import { sayInstant } from './times.js';

/** What comes of a person once Temporal was asked too. */
type Fate = Judged['verdict'] | 'here already' | 'started';

/** A person with that. */
export type Imported = Judged & { fate: Fate };

/** So many people of each kind are shown; a report has them all. */
const mostShown = 100;

/** What an import has come to, or would. */
export function sayImport(
  people: readonly Imported[],
  { isGo, report, warnings }: { isGo: boolean; report: string | undefined; warnings: string[] },
): Said {
  const of = (fate: Fate) => people.filter((one) => one.fate === fate);
  const counts = {
    ready: of('ready').length,
    started: of('started').length,
    hereAlready: of('here already').length,
    conflicts: of('conflict').length,
    nothingLeft: of('nothing left').length,
  };
  const coming = isGo ? of('started') : of('ready');
  return {
    answer: { dryRun: !isGo, ...counts, warnings, people: people.map(toAnswer) },
    lines: () => [
      ...warnings.map((warning) => `warning: ${warning}`),
      ...group(isGo ? 'Started' : 'Would start', coming, ['sent', 'will send (UTC)', ''], (one) => [
        sayNumbers(one),
        sayComing(one),
        one.notes.join('; '),
      ]),
      ...sayLacking(coming),
      ...group(
        'Conflicts, which nothing is started for',
        of('conflict'),
        ['why', 'where'],
        (one) => [one.why ?? '', one.where.join(' ')],
      ),
      ...group('Nothing left to send', of('nothing left'), ['why'], (one) => [one.why ?? '']),
      ...group('Here already', of('here already'), ['run'], (one) => [one.id ?? '']),
      ...(people.length === 0 ? ['Nobody is in mid-sequence there.'] : []),
      ...(report === undefined ? [] : [`${report} has everybody, and can be read by you alone.`]),
      ...(isGo || counts.ready === 0 ? [] : ['Nothing was started: that takes --go.']),
    ],
  };
}

function group(
  title: string,
  people: readonly Imported[],
  headings: string[],
  toCells: (one: Imported) => string[],
): string[] {
  if (people.length === 0) return [];
  const shown = people.slice(0, mostShown);
  const rows = shown.map((one) => [one.email, one.sequence, ...toCells(one)]);
  const more = people.length - shown.length;
  return [
    `${title}: ${people.length}`,
    ...indent(
      table(
        ['who', 'sequence', ...headings],
        rows.map((row) => row.map(plain)),
      ),
    ),
    ...(more > 0 ? [`  and ${more} more, which a --report has`] : []),
    '',
  ];
}

/** What nobody knows holds copy that uses it without a default. */
function sayLacking(people: readonly Imported[]): string[] {
  const counts = new Map<string, number>();
  for (const name of people.flatMap(({ lacks }) => lacks)) {
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  if (counts.size === 0) return [];
  const said = [...counts].map(([name, count]) => `${name} of ${count}`);
  return [
    `Nothing tells ${said.join(', ')}: an email waits whose copy needs it and has no default.`,
    '',
  ];
}

function sayNumbers({ emails }: Judged): string {
  return emails.flatMap(({ number, state }) => (state === 'sent' ? [number] : [])).join(' ');
}

function sayComing({ emails }: Judged): string {
  const coming = emails.filter(({ state }) => state === 'scheduled');
  return coming.map(({ number, dueAt }) => `${number} at ${sayInstant(dueAt)}`).join(', ');
}

function toAnswer({ fate, email, sequence, id, base, why, notes, where, emails }: Imported) {
  return {
    verdict: fate,
    email,
    sequence,
    ...(id && { id }),
    ...(base && { base }),
    ...(why && { why }),
    notes,
    where,
    emails: emails.map(({ number, state, dueAt, at, reason }) => ({
      number,
      state,
      dueAt,
      ...(at && { at }),
      ...(reason && { reason }),
    })),
  };
}
