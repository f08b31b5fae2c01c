import type { Said } from './cli.js';
import { count, indent } from './plain.js';

/** What was forgotten of a person, or would be. It names them by their key alone, so that it can be filed. */
export interface Forgotten {
  key: string;
  /** ISO instant. */
  at: string;
  by: string;
  reason?: string | undefined;
  isDone: boolean;
  /** How many were open, and had to end first. */
  ended: number;
  executions: number;
  trackerRows: number;
  contacts: number;
  /** Contacts with their key or address, and another address. */
  others: number;
  /** Ids of workflows that nobody here can open, so that nobody can tell whether they are of them. */
  sealed: readonly string[];
  /** What outlives them; null for whom nothing forbids to mail. */
  suppression: { status: string; stops: string[]; isByKey: boolean } | null;
}

/** Of whoever nothing is kept. */
const later =
  'nothing that says not to mail them; Resend may still report a bounce or a complaint: then they are a contact again, with their address, and are not mailed';

/** What stays where nobody here can delete it, and for how long. */
const elsewhere = [
  "Notion's trash, for 30 days, and the history of its pages: empty the trash there to be quicker",
  "Resend's own log of emails, as long as its plan says, and its suppression list after a bounce or a complaint: its API deletes no email",
  "back-ups of Temporal's database, until they expire or the ENCRYPTION_KEY of that time is dropped",
  'files that you wrote: exports, reports of import and handback',
];

export function sayForget(forgotten: Forgotten): Said {
  const { suppression, isDone } = forgotten;
  const stays = [suppression ? sayKept(suppression) : later, ...elsewhere];
  const isNothing = nothingIn(forgotten);
  const failed = forgotten.sealed.length > 0 ? saySealed(forgotten) : undefined;
  return {
    failed,
    answer: { ...forgotten, stays },
    lines: () => [
      `Contact key: ${forgotten.key}`,
      ...(isNothing ? [sayNothing(forgotten)] : sayWhat(forgotten)),
      ...(forgotten.others > 0
        ? [
            `warning: ${count(forgotten.others, 'contact')} in Notion with this key or address, and another address: left alone, so look at it yourself`,
          ]
        : []),
      '',
      isDone ? 'What stays, and why:' : 'What would stay, and why:',
      ...indent(stays.map((line) => `- ${line}`)),
      ...(isDone || isNothing ? [] : ['', 'Nothing was changed: that takes --go.']),
    ],
  };
}

function nothingIn({ executions, trackerRows, contacts, ended }: Forgotten): boolean {
  return executions + trackerRows + contacts + ended === 0;
}

function sayNothing({ suppression, isDone, sealed }: Forgotten): string {
  if (suppression) return 'Nothing else is held of this person than that they must not be mailed.';
  if (sealed.length > 0) return 'Nothing that can be opened here is held of this person.';
  return isDone ? 'Nothing was held of this person.' : 'Nothing is held of this person.';
}

/** What is not known to be somebody else's is not known to be forgotten. */
function saySealed({ sealed, isDone }: Forgotten): string {
  const whose = `${count(sealed.length, 'workflow')} cannot be opened here, and may be of this person`;
  const again = isDone ? 'run it again with the ENCRYPTION_KEY' : 'run it with the ENCRYPTION_KEY';
  return `${whose}: ${sealed.join(', ')}. To know, ${again} of that time; else Temporal drops them with its retention`;
}

function sayWhat({ isDone, ...found }: Forgotten): string[] {
  const { ended, executions, trackerRows, contacts, by, at, reason } = found;
  const did = (past: string, present: string) => (isDone ? past : `would be ${present}`);
  return [
    ...(isDone ? [`Forgotten at ${at}, by ${by}${reason ? `: ${reason}` : ''}`] : []),
    `Temporal: ${count(ended, 'workflow')} ${did('ended', 'ended first')}; ${count(executions, 'execution')} ${did('deleted', 'deleted')}.`,
    `Notion: ${count(contacts, 'contact')} and ${count(trackerRows, 'row')} of the tracker ${did('put into the trash', 'put into the trash')}.`,
  ];
}

function sayKept({ status, stops, isByKey }: NonNullable<Forgotten['suppression']>): string {
  const where = isByKey
    ? 'on a page in Notion with nothing but the contact key'
    : 'on a page in Notion with nothing but the address, as the contacts have no column "Contact Key"';
  const holding = stops.length > 0 ? `, and as ${stops.join(', ')} in Temporal` : '';
  return `"${status}", ${where}${holding}: so that they are never mailed again`;
}
