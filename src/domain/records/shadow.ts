import { HOUR } from '../duration.js';
import type { EmailState } from '../plan/plan.js';
import type { MailRecord } from './compare.js';

/** What shadow mode would have sent, held against what another system has sent from the same account. */

/** One email of a run of shadow mode. */
export interface ShadowEmail {
  runId: string;
  number: number;
  template: string;
  /** Normalised. */
  email: string;
  /** As it was rendered, where that came to be. */
  subject?: string | undefined;
  /** ISO instant at which it seemed to be sent, or is due. */
  at: string;
  state: EmailState;
  /** Why it did not go. */
  reason?: string | undefined;
}

/** What the subject of a template looks like once it is filled in. */
export interface KnownSubject {
  template: string;
  sentBy: 'website' | 'evergreen';
  pattern: RegExp;
}

export interface ShadowRecords {
  ours: readonly ShadowEmail[];
  /** All that the account has sent, a day longer than what is compared. */
  theirs: readonly MailRecord[];
  subjects: readonly KnownSubject[];
  /** What is compared, the end left out; ms since 1970. */
  sinceMs: number;
  untilMs: number;
  nowMs: number;
}

/** What became of one email here and there. */
export interface ShadowLine {
  verdict: 'same' | 'missing' | 'extra';
  email: string;
  subject: string;
  /** ISO instants. */
  ours?: string;
  theirs?: string;
  /** How much later they sent it; less than zero where they were first. */
  apartMs?: number;
  run?: string;
  number?: number;
  template?: string;
  resendId?: string;
  /** What else is to be said. */
  note?: string;
}

export interface ShadowComparison {
  lines: ShadowLine[];
  same: number;
  missing: number;
  extra: number;
  /** The longest time apart, of emails that are the same. */
  furthestMs: number;
  /** Due later, or so short a time ago that they may still send it. */
  notDue: number;
  /** Mails with the subject of the website's own. */
  website: number;
  /** Mails with subjects that are none of ours. */
  others: number;
}

/** Older systems look for what is due every hour or so. */
const patienceMs = 2 * HOUR;

/** One recipient of a mail. */
interface Theirs {
  id: string;
  to: string;
  subject: string;
  at: string;
}

/**
 * Each email of ours and each of theirs in its place. A person's emails are paired by their subjects, word for word
 * first and then as the template has it; of several alike, those nearest in time are the same.
 */
export function compareShadow(records: ShadowRecords): ShadowComparison {
  const { ours, theirs, subjects, nowMs } = records;
  const mails = theirs.flatMap(({ id, to, subject, at }) =>
    to.map((one): Theirs => ({ id, to: one, subject, at })),
  );
  const pairs = pairUp(ours, mails, subjects);
  const pairOf = new Map<ShadowEmail | Theirs, Pair>(
    pairs.flatMap((pair) => [[pair.ours, pair] as const, [pair.theirs, pair] as const]),
  );
  const lines: ShadowLine[] = [];
  const counted = { notDue: 0, website: 0, others: 0 };
  for (const email of ours) {
    if (pairOf.has(email) || !goes(email) || !isMeant(records, email.at)) continue;
    if (Date.parse(email.at) > nowMs - patienceMs) counted.notDue += 1;
    else lines.push({ verdict: 'missing', ...ofOurs(email) });
  }
  for (const mail of mails) {
    const pair = pairOf.get(mail);
    const isMeantHere = isMeant(records, mail.at) || (pair && isMeant(records, pair.ours.at));
    if (!isMeantHere) continue;
    if (pair) lines.push(goes(pair.ours) ? toSame(pair) : toExtra(pair.theirs, notGone(pair.ours)));
    else if (isOf('evergreen', mail, subjects)) lines.push(toExtra(mail, whyUnknown(mail, ours)));
    else if (isOf('website', mail, subjects)) counted.website += 1;
    else counted.others += 1;
  }
  lines.sort((a, b) => timeOf(a).localeCompare(timeOf(b)));
  const count = (verdict: ShadowLine['verdict']) =>
    lines.filter((line) => line.verdict === verdict).length;
  return {
    lines,
    same: count('same'),
    missing: count('missing'),
    extra: count('extra'),
    furthestMs: lines.reduce((most, { apartMs = 0 }) => Math.max(most, Math.abs(apartMs)), 0),
    ...counted,
  };
}

interface Pair {
  ours: ShadowEmail;
  theirs: Theirs;
}

/** The best pairs first, each email in one of them. */
function pairUp(
  ours: readonly ShadowEmail[],
  theirs: readonly Theirs[],
  subjects: readonly KnownSubject[],
): Pair[] {
  const byAddress = new Map<string, Theirs[]>();
  for (const mail of theirs) {
    byAddress.set(mail.to, [...(byAddress.get(mail.to) ?? []), mail]);
  }
  const patterns = new Map(subjects.map(({ template, pattern }) => [template, pattern]));
  const possible = ours.flatMap((email) =>
    (byAddress.get(email.email) ?? []).flatMap((mail) => {
      const isExact = email.subject === mail.subject;
      const isAlike = isExact || (patterns.get(email.template)?.test(mail.subject) ?? false);
      if (!isAlike) return [];
      const apartMs = Math.abs(Date.parse(mail.at) - Date.parse(email.at));
      // What goes here comes before what does not, and the same words before words of the same pattern.
      return [
        { ours: email, theirs: mail, rank: (goes(email) ? 0 : 2) + (isExact ? 0 : 1), apartMs },
      ];
    }),
  );
  possible.sort((a, b) => a.rank - b.rank || a.apartMs - b.apartMs);
  const taken = new Set<ShadowEmail | Theirs>();
  return possible.filter((pair) => {
    if (taken.has(pair.ours) || taken.has(pair.theirs)) return false;
    taken.add(pair.ours).add(pair.theirs);
    return true;
  });
}

function goes({ state }: ShadowEmail): boolean {
  return state === 'sent' || state === 'scheduled';
}

function isMeant({ sinceMs, untilMs }: ShadowRecords, at: string): boolean {
  const ms = Date.parse(at);
  return ms >= sinceMs && ms < untilMs;
}

function isOf(
  sender: KnownSubject['sentBy'],
  { subject }: Theirs,
  subjects: readonly KnownSubject[],
): boolean {
  return subjects.some(({ sentBy, pattern }) => sentBy === sender && pattern.test(subject));
}

function ofOurs({ email, subject = '', at, runId, number, template }: ShadowEmail) {
  return { email, subject, ours: at, run: runId, number, template };
}

function toSame({ ours, theirs }: Pair): ShadowLine {
  const notes = [
    ...(ours.state === 'scheduled' ? ['not due here yet'] : []),
    ...(ours.subject !== undefined && ours.subject !== theirs.subject
      ? [`here the subject reads "${ours.subject}"`]
      : []),
  ];
  return {
    verdict: 'same',
    ...ofOurs(ours),
    subject: theirs.subject,
    theirs: theirs.at,
    apartMs: Date.parse(theirs.at) - Date.parse(ours.at),
    resendId: theirs.id,
    ...(notes.length > 0 && { note: notes.join('; ') }),
  };
}

function toExtra({ id, to, subject, at }: Theirs, why: Partial<ShadowLine>): ShadowLine {
  return { verdict: 'extra', email: to, subject, theirs: at, resendId: id, ...why };
}

function notGone({ runId: run, number, template, state, reason }: ShadowEmail) {
  return { run, number, template, note: `here it is ${state}${reason ? ` (${reason})` : ''}` };
}

function whyUnknown({ to }: Theirs, ours: readonly ShadowEmail[]): Partial<ShadowLine> {
  const isKnown = ours.some(({ email }) => email === to);
  return { note: isKnown ? 'no email like it is planned here' : 'this person has no run here' };
}

function timeOf({ ours = '', theirs = '' }: ShadowLine): string {
  return theirs || ours;
}
