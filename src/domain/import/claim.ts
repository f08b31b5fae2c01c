import { isEmail, normaliseEmail } from '../contact.js';
import type { AcceptedEvent, IgnoredEvent } from '../event/event.js';
import { isTooFarAhead } from '../plan/horizon.js';
import type { Sequence } from '../plan/sequence.js';
import { type Cell, type OldRow, textOf, toColumn } from './old-row.js';
import { type OldTime, readPast, readPlanned } from './times.js';
import { type OldState, toOldState, toWhole } from './words.js';

/** A sequence as older records may speak of it. */
export interface KnownSequence {
  name: string;
  /** All that it is called, as `toColumn` writes it. */
  names: readonly string[];
  workflowType: string;
  sequence: Readonly<Sequence>;
  /** Names of the sequences that its event ends. */
  ends: readonly string[];
  /** Of its event: fields, those that copy uses, and those of which one must be there. */
  fields: readonly string[];
  copy: readonly string[];
  oneOf: readonly string[];
  /** What must have been so for the older system to begin. */
  assumed: Readonly<Record<string, unknown>>;
  /** @throws {InvalidEvent} */
  read: (body: unknown, now: Date) => AcceptedEvent | IgnoredEvent;
}

/** What an older record says of one email. */
export interface Fact {
  number: number;
  state: OldState;
  /** ISO instant at which it went, or did not. */
  at?: string;
  isDay?: true;
  /** ISO instant at which it was to go. */
  plannedAt?: string;
  by?: string;
  resendId?: string;
}

/** What one row tells of one person in one sequence. */
export interface Claim {
  /** `wide`: all emails in one row; `long`: one email; `own`: a row that Evergreen has written. */
  shape: 'wide' | 'long' | 'own';
  row: OldRow;
  email: string;
  /** The address in the form that identifies a person. */
  address: string;
  known: KnownSequence;
  facts: Fact[];
  /** ISO instant at which it all began, where that is told. */
  base?: string;
  /** The run that Evergreen's own row belongs to. */
  runId?: string;
  /** It is over there, in the row's own word. */
  over?: string;
  notes: string[];
  faults: string[];
}

/** A row that tells of nobody, or of no sequence: why. */
export interface Unread {
  row: OldRow;
  email?: string;
  sequence?: string;
  faults: string[];
}

const ofAddress = ['email', 'email_address', 'e_mail', 'contact_email'];
const ofSequence = ['sequence_type', 'sequence', 'sequence_name', 'flow'];
const ofNumber = ['email_number', 'email_no'];
const ofBase = ['base', 'base_at', 'base_time', 'accepted_at', 'started_at'];
const sentColumn = /^email_(\d+)_(?:sent|sent_at|sent_date|date)$/;

/** What a row tells; undefined for one that tells nothing of this kind. */
export function readRow(
  row: OldRow,
  known: readonly KnownSequence[],
  now: Date,
): Claim | Unread | undefined {
  const email = textOf(row, ...ofAddress);
  const said = textOf(row, ...ofSequence);
  const key = textOf(row, 'key');
  if (key?.includes('@')) return undefined; // of an enrolment before the one that counts
  if (!email && !said && !key && !isLong(row) && sentCells(row).length === 0) return undefined;
  const sequence = known.find(({ names }) => names.includes(toColumn(said ?? '')));
  const faults = [
    ...(isWord(textOf(row, 'verdict') ?? '', 'conflict')
      ? ['it is marked as a conflict: empty its Verdict once it is mended']
      : []),
    ...(email ? [] : ['it names no address']),
    ...(email && !isEmail(email) ? ['its address is none that mail can go to'] : []),
    ...(said ? [] : ['it names no sequence']),
    ...(said && !sequence ? [`its sequence "${said}" is none that we know`] : []),
  ];
  if (!email || !sequence || faults.length > 0) {
    return { row, ...(email && { email }), ...(said && { sequence: said }), faults };
  }
  const claim = {
    row,
    email,
    address: normaliseEmail(email),
    known: sequence,
    ...readBase(row, now),
  };
  if (key) return { ...claim, shape: 'own', runId: runIdOfKey(key), ...readLong(claim, now) };
  const run = runIn(row);
  if (!isLong(row))
    return { ...claim, shape: 'wide', ...(run && { runId: run }), ...readWide(claim, now) };
  const both = 'it tells of one email, and of several too';
  const long = readLong(claim, now);
  const isBoth = sentCells(row).length > 0;
  return { ...claim, shape: 'long', ...long, faults: [...long.faults, ...(isBoth ? [both] : [])] };
}

type Read = Pick<Claim, 'row' | 'known' | 'notes' | 'faults' | 'base'>;
type Told = Pick<Claim, 'facts' | 'notes' | 'faults'> & { over?: string };

function readBase(row: OldRow, now: Date): Pick<Claim, 'base' | 'notes' | 'faults'> {
  const column = ofBase.find((name) => row.cells.has(name));
  if (!column) return { notes: [], faults: [] };
  const read = readPast(row.cells.get(column) ?? '', column, now);
  if ('fault' in read) return { notes: [], faults: [read.fault] };
  if (read.isDay) return { notes: [], faults: [`${column} tells the day alone`] };
  return { base: read.at, notes: read.note ? [read.note] : [], faults: [] };
}

function isLong({ cells }: OldRow): boolean {
  return [...ofNumber, 'sent_at', 'sent_by'].some((name) => cells.has(name));
}

/** Columns such as `Email 2 Sent` in which anything stands; an empty checkbox is nothing. */
function sentCells({ cells }: OldRow): [number: number, cell: Cell][] {
  const byNumber = new Map<number, Cell>();
  for (const [name, cell] of cells) {
    const number = Number(sentColumn.exec(name)?.[1] ?? Number.NaN);
    if (Number.isNaN(number) || cell === false || isWord(cell, 'false', 'no')) continue;
    // A date says more than the tick beside it.
    if (!byNumber.has(number) || isTick(byNumber.get(number))) byNumber.set(number, cell);
  }
  return [...byNumber];
}

/** One row for each contact and sequence, with `Email 1 Sent`, `Email 2 Sent` and so on. */
function readWide({ row, known, notes, faults }: Read, now: Date): Told {
  const told: Told = { facts: [], notes: [...notes], faults: [...faults] };
  const by = textOf(row, 'sent_by');
  for (const [number, cell] of sentCells(row)) {
    const state = typeof cell === 'string' ? toOldState(cell) : undefined;
    if (!hasNumber(known, number)) told.faults.push(`${known.name} has no email ${number}`);
    else if (isTick(cell) || state === 'sent') doubt(told, number, 'is sent without a date');
    else if (isWord(cell, 'unknown')) doubt(told, number, 'may have been sent');
    else if (state) told.facts.push({ number, state, ...(by && { by }) });
    else
      takeSent(
        told,
        { number, state: 'sent', ...(by && { by }) },
        readPast(cell, `email ${number} sent`, now),
      );
  }
  const word = textOf(row, 'status', 'sequence_status');
  if (word === undefined) return told;
  const whole = toWhole(word);
  if (!whole) told.faults.push(`its status "${word}" is none that we know`);
  return { ...told, ...(whole === 'over' && { over: word }) };
}

/** One row for each email, with its number, its status and when it was sent. */
function readLong({ row, known, notes, faults }: Read, now: Date): Told {
  const told: Told = { facts: [], notes: [...notes], faults: [...faults] };
  const number = readNumber(row);
  if (number === undefined) told.faults.push('its email number is missing, or none');
  else if (!hasNumber(known, number)) told.faults.push(`${known.name} has no email ${number}`);
  const word = textOf(row, 'status');
  const state = word && toOldState(word);
  const isOwn = row.cells.has('key');
  if (!word) told.faults.push('it has no status');
  else if (isOwn && isWord(word, 'unknown')) return withFact(told, row, number, 'unknown');
  else if (!state) told.faults.push(`its status "${word}" is none that we know`);
  const planned = readPlanned(row.cells.get('scheduled_at'));
  if (planned && isTooFarAhead(Date.parse(planned), now.getTime()))
    told.faults.push(`it is scheduled more than a hundred years ahead, at ${planned}`);
  if (number === undefined || !state || told.faults.length > 0) return told;
  const sentAt = row.cells.get('sent_at');
  if (state === 'open' && sentAt !== undefined) {
    doubt(told, number, `is "${word}", and has a time at which it was sent`);
    return told;
  }
  if (state !== 'sent') return withFact(told, row, number, state);
  if (sentAt === undefined || sentAt === true) {
    doubt(told, number, 'is sent without a date');
    return told;
  }
  takeSent(told, factOf(row, number, state), readPast(sentAt, `email ${number} sent at`, now));
  return told;
}

/** It may have gone: whoever copies the row on must not lose that. */
function doubt(told: Told, number: number, why: string): void {
  told.faults.push(`email ${number} ${why}`);
  told.facts.push({ number, state: 'unknown' });
}

function withFact(told: Told, row: OldRow, number: number | undefined, state: OldState): Told {
  return number === undefined ? told : { ...told, facts: [factOf(row, number, state)] };
}

function factOf(row: OldRow, number: number, state: OldState): Fact {
  const by = textOf(row, 'sent_by');
  const resendId = textOf(row, 'resend_id');
  const plannedAt = readPlanned(row.cells.get('scheduled_at'));
  return {
    number,
    state,
    ...(by && { by }),
    ...(resendId && { resendId }),
    ...(plannedAt && { plannedAt }),
  };
}

function takeSent(told: Told, fact: Fact, time: OldTime): void {
  if ('fault' in time) {
    told.faults.push(time.fault);
    told.facts.push({ ...fact, state: 'unknown' });
    return;
  }
  const { at, isDay, note } = time;
  if (note) told.notes.push(note);
  told.facts.push({ ...fact, at, ...(isDay && { isDay }) });
}

function readNumber(row: OldRow): number | undefined {
  const text = textOf(row, ...ofNumber);
  return text && /^[1-9]\d?$/.test(text) ? Number(text) : undefined;
}

function hasNumber({ sequence }: KnownSequence, number: number): boolean {
  return sequence.emails.some((email) => email.number === number);
}

function isTick(cell: Cell | undefined): boolean {
  return cell === true || (cell !== undefined && isWord(cell, 'true', 'yes', 'x', 'checked'));
}

function isWord(cell: Cell, ...words: string[]): boolean {
  return typeof cell === 'string' && words.includes(cell.toLowerCase());
}

/** A file that Evergreen has written names each run; in a tracker, such a column holds a link. */
function runIn(row: OldRow): string | undefined {
  const text = textOf(row, 'run');
  return text && /^[a-z-]+\/[0-9a-f]{32}(?:\/[\w-]+)?$/.test(text) ? text : undefined;
}

function runIdOfKey(key: string): string {
  return key.replace(/\/\d+$/, '');
}
