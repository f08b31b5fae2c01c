import type { KnownSequence } from '../domain/import/claim.js';
import { type OldRow, textOf, toColumn } from '../domain/import/old-row.js';
import { olderSequences } from './older-names.js';
import { sequences } from './sequences/index.js';
import {
  bookingStopOf,
  isSameWord,
  isUnknown,
  isWordOfStop,
  suppressionOf,
  worstOf,
} from './stops.js';

/** Our sequences, as the records of older systems speak of them. */
export const knownSequences: readonly KnownSequence[] = sequences.map(
  ({ name, workflowType, notion, event, sequence, endsAll }) => {
    const { names = [], assumed = {} } = olderSequences[name] ?? {};
    return {
      name,
      names: [name, workflowType, notion.type, ...names].map(toColumn),
      workflowType,
      sequence,
      ends: endsAll,
      fields: event.fields,
      copy: event.copy,
      oneOf: event.oneOf,
      assumed,
      read: event.read,
    };
  },
);

/**
 * Why a contact gets no mail of a sequence that an older system began, as Notion says; or why nobody can
 * tell. A booking may have come before the sequence or since: only a person knows.
 */
export function standingOf(
  { sequence }: Pick<KnownSequence, 'sequence'>,
  contacts: readonly OldRow[],
): { over: string } | { doubt: string } | undefined {
  const said = (column: string) => contacts.map((row) => textOf(row, column) ?? null);
  const emailStatus = worstOf(said('email_status'));
  const suppressed = suppressionOf(sequence, emailStatus);
  if (suppressed) return { over: suppressed };
  if (isUnknown(emailStatus)) {
    return { doubt: `their Email Status is "${emailStatus}", which may mean anything` };
  }
  for (const now of said('booking_status')) {
    const stop = bookingStopOf(sequence, { before: null, now });
    if (stop) return { doubt: `their Booking Status is "${now}": nobody can tell since when` };
  }
  const status = said('christmas_campaign_status').find((word) => isWordOfStop(word));
  // A client's own mail goes on.
  if (status && sequence.kind === 'marketing' && !isSameWord(status, sequence.campaignStatus)) {
    return { doubt: `their campaign status is "${status}"` };
  }
  return undefined;
}
