import { addressOf, normaliseEmail } from '../../domain/contact.js';
import { SECOND } from '../../domain/duration.js';
import { VendorFault } from '../../domain/errors.js';
import type { MailRecord } from '../../domain/records/compare.js';
import { createGate, type Gate } from '../gate.js';
import { retryAfterMs } from '../retry-after.js';
import { type Answered, restrictions } from './account.js';
import { createClient, lookUp, type ResendConfig } from './client.js';

/** Resend gives no more at once. */
const mostAtOnce = 100;

/**
 * Every mail that the account has taken since an instant, whoever sent it, the newest first; `onPage` is told
 * how many there are so far.
 * @throws {VendorFault} where Resend does not say, as to a key that may only send.
 */
export async function listMails(
  config: ResendConfig,
  since: Date,
  onPage: (count: number) => void = () => {},
): Promise<MailRecord[]> {
  const client = createClient(config);
  const { gate = createGate(config.requestsPerSecond) } = config;
  const mails: MailRecord[] = [];
  let after: string | undefined;
  do {
    const page = { limit: mostAtOnce, ...(after && { after }) };
    const { data, has_more: hasMore } = await ask(gate, () => client.emails.list(page, lookUp()));
    const read = data.map(toRecord);
    const wanted = read.filter(({ at }) => Date.parse(at) >= since.getTime());
    mails.push(...wanted);
    onPage(mails.length);
    after = hasMore && wanted.length === read.length ? read.at(-1)?.id : undefined;
  } while (after);
  return mails;
}

/** Many pages take minutes, and none of them is lost for a moment at which Resend is busy. */
const mostTries = 4;

async function ask<T>(gate: Gate, request: () => Promise<Answered<T>>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    const { data, error, headers } = await gate.pass(request);
    if (data) return data;
    const fault = toFault(error);
    if (fault.kind === 'permanent' || tries === mostTries) throw fault;
    gate.holdFor(retryAfterMs(headers?.['retry-after']) ?? tries * SECOND);
  }
}

function toRecord(listed: {
  id: string;
  to: string[];
  subject: string;
  created_at: string;
  last_event: string;
}): MailRecord {
  const { id, subject, created_at: at, last_event: lastEvent } = listed;
  const to = listed.to.map((one) => normaliseEmail(addressOf(one)));
  return { id, to, subject, at: new Date(at).toISOString(), lastEvent };
}

/** A key that may not read is told so for ever; whatever else it is may pass. */
function toFault(error: Answered<unknown>['error']): VendorFault {
  const { name = 'no readable answer', statusCode = null } = error ?? {};
  const isLasting = statusCode === 401 || statusCode === 403;
  const isOfKey = restrictions.has(name);
  return new VendorFault(`Resend does not list its mails: ${name}`, {
    kind: isLasting ? 'permanent' : 'retryable',
    ...(isOfKey && { about: 'resend-key' }),
  });
}

/** Whether nothing is amiss but that a key may only send. */
export function mayOnlySend({ about }: VendorFault): boolean {
  return about === 'resend-key';
}
