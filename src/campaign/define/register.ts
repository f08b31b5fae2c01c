import { InvalidCampaign } from '../../domain/errors.js';
import { type Sequence, type SequenceKind, workflowTypeOf } from '../../domain/plan/sequence.js';
import { causes } from '../../domain/run/stop.js';
import type { DefinedSequence } from './define-sequence.js';

/** A sequence beside the others: with the names that are made of its own, and what its event ends. */
export interface RegisteredSequence<Name extends string = string> extends DefinedSequence<Name> {
  /** Name of its workflow type: `noShow` for `no-show`. */
  workflowType: string;
  /** Its row in the table of stops: what its event stops is called like that. */
  stop: string;
  /** The sequences that its event ends: those it names, and those that name it. */
  endsAll: readonly string[];
}

/** Names that something else has already. */
const taken = {
  name: [
    'signup',
    'stop',
    'delivery',
    'resubscribe',
    'sending-switch',
    'calcom',
    'calendly',
    'resend',
  ],
  status: ['Signed Up', 'Booked', 'Completed', 'Unsubscribed'],
  booking: ['Not Booked', 'Booked'],
};

/** A select of Notion takes no more; and a comma would make two options of one. */
const optionForm = /^[^,]{1,100}$/;

/**
 * Puts sequences side by side, and works out which event ends which.
 * @throws {InvalidCampaign} naming what two of them share, and every name that leads nowhere.
 */
export function register<Name extends string>(
  ...defined: readonly DefinedSequence<Name>[]
): readonly RegisteredSequence<Name>[] {
  checkShared(defined);
  for (const one of defined) checkNames(one, defined);
  return defined.map((one) => {
    const stop = one.endsAs ?? one.name;
    const endsAll = defined.flatMap((other) => (doesEnd(one, stop, other) ? [other.name] : []));
    const sequence: Readonly<Sequence> =
      endsAll.length > 0 || one.notion.booking
        ? Object.freeze({ ...one.sequence, stop })
        : one.sequence;
    return { ...one, workflowType: workflowTypeOf(one.name), stop, endsAll, sequence };
  });
}

function doesEnd(one: DefinedSequence, stop: string, other: DefinedSequence): boolean {
  const isNamed =
    one.ends === 'marketing' ? other.kind === one.ends : one.ends.includes(other.name);
  return isNamed || other.endedBy.includes(one.name) || other.endedBy.includes(stop);
}

/** The names of all sequences of a kind, or of all. */
export function namesOf(list: readonly DefinedSequence[], kind?: SequenceKind): string[] {
  return list.filter((one) => kind === undefined || one.kind === kind).map(({ name }) => name);
}

/** `no-show` -> `WEBHOOK_KEY_NOSHOW`. */
export function webhookKeyName(eventName: string): string {
  return `WEBHOOK_KEY_${eventName.replaceAll('-', '').toUpperCase()}`;
}

function checkShared(defined: readonly DefinedSequence[]): void {
  const shared: [
    what: string,
    of: (one: DefinedSequence) => (string | undefined)[],
    taken?: string[],
  ][] = [
    ['the name', ({ name }) => [name], taken.name],
    ['the webhook key', ({ name }) => [webhookKeyName(name)]],
    [
      'the row in the table of stops',
      ({ endsAs, name }) => [endsAs ?? name],
      causes.filter((cause) => cause !== 'paid'),
    ],
    ["Notion's sequence type", ({ notion }) => [notion.type]],
    ["Notion's campaign status", ({ notion }) => [notion.status], taken.status],
    ["Notion's booking status", ({ notion }) => [notion.booking], taken.booking],
    ['the template', ({ sequence }) => sequence.emails.map(({ template }) => template)],
    ['the follow-up of missed calls', ({ event }) => [event.missedCall && 'a missed call']],
  ];
  for (const [what, of, reserved = []] of shared) {
    const owners = new Map(reserved.map((word) => [word, 'the program itself']));
    for (const one of defined) {
      for (const word of of(one)) {
        if (word === undefined) continue;
        const owner = owners.get(word);
        if (owner)
          throw new InvalidCampaign(
            `sequence "${one.name}": ${what} "${word}" is taken by ${owner}`,
          );
        owners.set(word, `sequence "${one.name}"`);
      }
    }
  }
}

function checkNames(one: DefinedSequence, all: readonly DefinedSequence[]): void {
  const refuse = (why: string): never => {
    throw new InvalidCampaign(`sequence "${one.name}": ${why}`);
  };
  const sequences = namesOf(all);
  const events = [...sequences, ...causes];
  for (const name of one.ends === 'marketing' ? [] : one.ends) {
    if (!sequences.includes(name)) refuse(`it ends "${name}"; known are ${sequences.join(', ')}`);
  }
  for (const name of one.endedBy) {
    if (!events.includes(name)) refuse(`it is ended by "${name}"; known are ${events.join(', ')}`);
  }
  const { type, status, booking = 'none' } = one.notion;
  for (const word of [type, status, booking]) {
    if (!optionForm.test(word)) {
      refuse(`"${word}" is no option of a Notion select; expected 1 to 100 characters, no comma`);
    }
  }
}
