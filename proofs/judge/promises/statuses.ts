import { normalised } from '../addresses.js';
import type { Call, ContactRow, Violation } from '../evidence.js';
import { lastingStops, stopOfBookingStatus, stopOfEmailStatus } from '../rules.js';
import { type CaseBook, iso, isResubscribe } from '../run-file.js';

/** The half of I7 that is about people: what has happened to them stands in their row, and nothing else does. */
export function statuses(book: CaseBook): Violation[] {
  return [...unsaid(book), ...unbooked(book), ...uncaused(book), ...stillStopped(book)];
}

function violation(seen: string, expected: string): Violation {
  return { promise: 'I7', run: '', seen, expected };
}

/** Who was stopped for good has it in their row, once Notion was well for a while. */
function unsaid(book: CaseBook): Violation[] {
  const taken = lastlyTaken(book, lastingStops);
  return taken.flatMap(({ stop, address, answeredMs }) => {
    const isTakenBack = book.calls.some((call) => isResubscribe(call, address));
    const contact = contactOf(book, address);
    if (isTakenBack || !contact) return [];
    const said = stopOfEmailStatus[contact.emailStatus ?? ''];
    if (taken.some((one) => one.address === address && one.stop === said)) return [];
    const seen = `Email Status ${contact.emailStatus}`;
    const expected = `what the stop "${stop}" of ${iso(answeredMs)} says`;
    return [violation(seen, expected)];
  });
}

/** Whoever has booked, missed or had a call has that in their row: which of these, where there were several, nobody says. */
function unbooked(book: CaseBook): Violation[] {
  const told = Object.values(stopOfBookingStatus);
  const taken = lastlyTaken(book, told);
  return taken.flatMap(({ stop, address, answeredMs }) => {
    const contact = contactOf(book, address);
    if (!contact) return [];
    const said = stopOfBookingStatus[contact.bookingStatus ?? ''];
    if (taken.some((one) => one.address === address && one.stop === said)) return [];
    const seen = `Booking Status ${contact.bookingStatus}`;
    const expected = `what "${stop}" of ${iso(answeredMs)} says`;
    return [violation(seen, expected)];
  });
}

/** Stops of some names that were taken before all was quiet, of whoever was edited by nobody. */
function lastlyTaken({ calls, edits, quietFromMs }: CaseBook, names: readonly string[]) {
  return calls.flatMap(({ stop, status, answeredMs }) => {
    const isTaken = status !== null && status >= 200 && status < 300;
    if (quietFromMs === undefined || !isTaken || answeredMs >= quietFromMs) return [];
    if (!stop || !names.includes(stop.name)) return [];
    const address = normalised(stop.address);
    const isEdited = edits.some(({ email = '' }) => normalised(email) === address);
    return isEdited ? [] : [{ stop: stop.name, address, answeredMs }];
  });
}

function contactOf({ contacts }: CaseBook, address: string): ContactRow | undefined {
  return contacts.find(({ email }) => normalised(email ?? '') === address);
}

/** What each column says of whom nothing has happened to, and what else it may say after which stop. */
const columns = [
  { what: 'emailStatus', title: 'Email Status', untouched: 'Subscribed', stops: stopOfEmailStatus },
  { what: 'bookingStatus', title: 'Booking Status', untouched: null, stops: stopOfBookingStatus },
] as const;

/** No row says what nobody has told, typed or asked for. Of whom nobody told us anything, the row is not ours. */
function uncaused(book: CaseBook): Violation[] {
  return book.contacts.flatMap((contact) => {
    // Whoever was forgotten is known by no address.
    if (contact.email === null) return [];
    const address = normalised(contact.email);
    const isDoubled = book.edits.some(
      ({ what, email = '' }) => what === 'contact doubled' && normalised(email) === address,
    );
    if (isDoubled || !isOfOurs(book, address)) return [];
    return columns.flatMap((column) => {
      const word = contact[column.what];
      if (mayStand(book, address, column, word)) return [];
      return [violation(`${column.title} ${word}`, 'somebody who told, typed or asked for that')];
    });
  });
}

function isOfOurs({ runs, calls }: CaseBook, address: string): boolean {
  return (
    runs.some((run) => run.address === address) ||
    calls.some(({ stop }) => normalised(stop?.address ?? '') === address)
  );
}

function mayStand(
  book: CaseBook,
  address: string,
  { what, untouched, stops }: (typeof columns)[number],
  word: string | null,
): boolean {
  const typed = book.edits.findLast(
    ({ what: column, email = '' }) => column === what && normalised(email) === address,
  );
  if (typed && word === (typed.value ?? null)) return true;
  const isGivenBack = () => book.calls.some((call) => isResubscribe(call, address));
  // What somebody typed is overwritten by a word with a cause alone.
  if (word === untouched && (!typed || (what === 'emailStatus' && isGivenBack()))) return true;
  const name = stops[word ?? ''];
  if (name === undefined) return false;
  // An event whose answers were all lost is known by its run.
  const hasRun = book.runs.some((run) => run.rule.name === name && run.address === address);
  return hasRun || stopsOf(book, address).some(({ stop }) => stop?.name === name);
}

/** Every stop that may have been carried out: a refusal has done nothing, what was never answered may have. */
function stopsOf({ calls }: CaseBook, address: string): Call[] {
  return calls.filter(
    ({ stop, status }) =>
      normalised(stop?.address ?? '') === address &&
      (status === null || status < 400 || status >= 500),
  );
}

/** Who was stopped for good, and taken back after all that, is subscribed again, once Notion was well for a while. */
function stillStopped(book: CaseBook): Violation[] {
  const { contacts, calls, edits, quietFromMs = -Infinity } = book;
  return contacts.flatMap(({ email, emailStatus }) => {
    const address = normalised(email ?? '');
    const back = calls.findLast(
      (call) => isResubscribe(call, address) && (call.status ?? 500) < 300,
    );
    if (!back || back.answeredMs >= quietFromMs || emailStatus === 'Subscribed') return [];
    const lasting = stopsOf(book, address).filter(({ stop }) =>
      lastingStops.includes(stop?.name ?? ''),
    );
    // What nobody has answered, or what was under way beside it, may have come after it.
    const isSurelyLast =
      lasting.every(({ status, answeredMs }) => (status ?? 500) < 300 && answeredMs < back.atMs) &&
      edits.every((one) => normalised(one.email ?? '') !== address || one.atMs < back.atMs);
    if (!isSurelyLast) return [];
    const expected = `Subscribed, as was asked at ${iso(back.atMs)}`;
    return [violation(`Email Status ${emailStatus}`, expected)];
  });
}
