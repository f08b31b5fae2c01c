import { existsSync } from 'node:fs';
import type { SequenceName } from '../../../src/campaign/sequences/index.js';
import { sequences } from '../../../src/campaign/sequences/index.js';

type Body = Record<string, unknown>;

/** One email of a sequence as a person would write it down. */
interface PromisedEmail {
  template: string;
  /** Who sends it; default: we do. */
  by?: 'the website';
  /** After the acceptance, or after the website's own email: `5 min`, `24 h`. */
  after?: string;
  /** The same in testing mode. */
  testing?: string;
}

/**
 * What a sequence promises, written down a second time and from its description alone: the product is
 * held against it. One file each, named like the sequence.
 */
export interface Promises {
  kind: 'marketing' | 'transactional';
  /** In the order of their numbers. */
  calendar: PromisedEmail[];
  notion: { type: string; status: string; booking?: string };
  /** Completes "You get this email because …". */
  because: string;
  /** What follows the contact's key in a run's id; missing where nothing does. */
  occasion?: RegExp;
  /** The sequences whose open runs of the person its event ends; or all of marketing. */
  ends?: string[] | 'marketing';
  /** How those runs' outcome is called; default: `superseded`. */
  endsAs?: string;
  /** The sequences whose events end it, where they do not say so themselves. */
  endedBy?: string[];
  /** A body with nothing but what it must have, beside who it is about. */
  least: Body;
  /** A body with everything. */
  full: Body;
  /** What of the full body a run carries, where that is not all of it. */
  carried?: Body;
  /** What of the full body no reader may see. */
  unseen?: RegExp;
  /** Bodies that start nothing, and why. */
  ignored: [body: Body, reason: string][];
  /** Bodies that are refused, beside the least one, and the fields that are named. */
  faulty: [what: string, body: Body, paths: string[]][];
}

/** The promises of a sequence in the register. */
export type Promised = Promises & { name: SequenceName };

const load = async (name: string): Promise<Promises> => {
  const file = new URL(`./${name}.ts`, import.meta.url);
  if (!existsSync(file)) {
    const wanted = `test/campaign/promises/${name}.ts`;
    throw new Error(`${wanted} is missing: write down what the sequence "${name}" promises`);
  }
  return ((await import(file.href)) as { promises: Promises }).promises;
};

/** The promises of every sequence in the register, in its order. */
export const promised: readonly Promised[] = await Promise.all(
  sequences.map(async ({ name }) => ({ name, ...(await load(name)) })),
);

export function promisesOf(name: string): Promised {
  const found = promised.find((one) => one.name === name);
  if (!found) throw new Error(`there is no sequence "${name}"`);
  return found;
}

/** What the event of a sequence ends, and how: `{ assessment: 'superseded' }`. */
export function endedByEventOf({ name, ends = [], endsAs = 'superseded' }: Promised) {
  const isEnded = (other: Promised) =>
    (ends === 'marketing' ? other.kind === ends : ends.includes(other.name)) ||
    other.endedBy?.includes(name);
  return Object.fromEntries(promised.filter(isEnded).map((other) => [other.name, endsAs]));
}

/** `5 min` -> 300,000. */
function toMs(words: string): number {
  const [, amount = '', unit = ''] = /^(\d+) (min|h)$/.exec(words) ?? [];
  const unitMs = { min: 60_000, h: 3_600_000 }[unit];
  if (!unitMs) throw new Error(`"${words}": expected for example "5 min" or "24 h"`);
  return Number(amount) * unitMs;
}

/** Our own emails with their numbers and times, in milliseconds after the base. */
export function ourEmails({ calendar }: Promises) {
  return calendar.flatMap(({ template, by, after = '', testing = '' }, index) =>
    by ? [] : [{ number: index + 1, template, afterMs: toMs(after), testingMs: toMs(testing) }],
  );
}
