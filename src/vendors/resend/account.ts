import type { CreateWebhookOptions, DomainRecords, GetUsageResponseSuccess, Resend } from 'resend';
import { SECOND } from '../../domain/duration.js';
import type { Mail } from '../../domain/mail/mail.js';
import { createGate } from '../gate.js';
import { retryAfterMs } from '../retry-after.js';
import { type ResendResponse, refusesAccount } from './answer.js';
import { createClient, lookUp, type ResendConfig } from './client.js';

/** What Resend told, or how it refused to. */
export type Told<T> = { told: T } | { refused: ResendRefusal };

/** An answer of Resend's that tells nothing of what was asked. */
export interface ResendRefusal {
  /** Resend's name for it and its status, such as `invalid_api_key (403)`. */
  reason: string;
  /** `key`: it is not accepted; `restricted`: it may only send; `other`: Resend is away, or asks for less. */
  kind: 'key' | 'restricted' | 'other';
}

/** The domain that mail is sent from. */
export interface SenderDomain {
  status: string;
  records: DomainRecords[];
  tracks: { opens: boolean; clicks: boolean };
}

/** One webhook of the account; `events` null for all of them. */
export interface AccountWebhook {
  id: string;
  endpoint: string;
  isEnabled: boolean;
  events: readonly string[] | null;
}

/** A mail that was sent from the account, by whomever. */
export interface SentMail {
  to: string[];
  tags: Record<string, string>;
}

/** What can be asked of the account behind a key. Nothing throws. */
export type ResendAccount = ReturnType<typeof openAccount>;

/** What a key that may only send is told. */
const restrictions = new Set(['restricted_api_key', 'invalid_permission']);

/** Others ask for the same account: so often it is asked again where it wants to be asked less. */
const mostTries = 4;

/** How many domains or webhooks one list shows. */
const pageSize = 100;

/** The account behind a key; each thing is asked for once, however often it is wanted. */
export function openAccount(config: ResendConfig) {
  // The client throws where there is no key at all.
  let opened: Resend | undefined;
  const open = () => (opened ??= createClient(config));
  // Half of the pace is left to whoever sends.
  const { gate = createGate(config.requestsPerSecond / 2) } = config;
  type Answer<T> = Pick<ResendResponse, 'error'> & {
    data: T | null;
    headers: Record<string, string> | null;
  };
  const ask = async <T, U>(
    request: (client: Resend) => Promise<Answer<T>>,
    read: (data: T, headers: Record<string, string>) => U,
  ): Promise<Told<U>> => {
    for (let tries = 1; ; tries += 1) {
      const { data, error, headers } = await gate.pass(() => request(open()));
      if (data) return { told: read(data, headers ?? {}) };
      if (error?.name !== 'rate_limit_exceeded' || tries === mostTries) {
        return { refused: refusalOf(error) };
      }
      gate.holdFor(retryAfterMs(headers?.['retry-after']) ?? SECOND);
    }
  };
  const findDomain = async (name: string): Promise<Told<{ id: string } | 'missing' | 'none'>> => {
    for (let after: string | undefined; ; ) {
      const page = { limit: pageSize, ...(after && { after }) };
      const list = await ask(
        (client) => client.domains.list(page, lookUp()),
        (told) => told,
      );
      if ('refused' in list) return list;
      const { data, has_more } = list.told;
      const found = data.find((one) => one.name.toLowerCase() === name.toLowerCase());
      if (found) return { told: found };
      if (!has_more) return { told: after === undefined && data.length === 0 ? 'none' : 'missing' };
      after = data.at(-1)?.id;
    }
  };
  /** `missing`: the account has others; `none`: it has no domain at all, as stand-ins may. */
  const domain = async (name: string): Promise<Told<SenderDomain | 'missing' | 'none'>> => {
    const found = await findDomain(name);
    if ('refused' in found) return found;
    const { told } = found;
    if (typeof told === 'string') return { told };
    const { id } = told;
    return ask(
      (client) => client.domains.get(id, lookUp()),
      ({ status, records, open_tracking: opens = false, click_tracking: clicks = false }) => ({
        status,
        records,
        tracks: { opens, clicks },
      }),
    );
  };
  const webhooks = (): Promise<Told<AccountWebhook[]>> =>
    ask(
      (client) => client.webhooks.list({ limit: pageSize }, lookUp()),
      ({ data }) =>
        data.map(({ id, endpoint, status, events }) => ({
          id,
          endpoint,
          isEnabled: status === 'enabled',
          events,
        })),
    );
  /** The newest mails of the account, whoever sent them. */
  const newestMails = async (count: number): Promise<Told<SentMail[]>> => {
    const list = await ask(
      (client) => client.emails.list({ limit: count }, lookUp()),
      ({ data }) => data,
    );
    if ('refused' in list) return list;
    const mails = await Promise.all(
      list.told.map(({ id }) => ask((client) => client.emails.get(id, lookUp()), toSentMail)),
    );
    return { told: mails.flatMap((mail) => ('told' in mail ? [mail.told] : [])) };
  };
  return {
    usage: once(() => ask((client) => client.usage.get(lookUp()), toUsage)),
    domain: onceEach(domain),
    webhooks: once(webhooks),
    newestMails: onceEach(newestMails),
    /** What a webhook is signed with. */
    signingSecretOf: (id: string) =>
      ask(
        (client) => client.webhooks.get(id, lookUp()),
        ({ signing_secret }) => signing_secret,
      ),
    /** Makes a webhook; gives what it is signed with. Asked twice, it makes two. */
    addWebhook: (endpoint: string, events: readonly string[]) =>
      ask(
        (client) =>
          client.webhooks.create(
            { endpoint, events: events as CreateWebhookOptions['events'] },
            lookUp(),
          ),
        ({ signing_secret }) => signing_secret,
      ),
    /** Sends one mail; the same key and mail again are the same mail. Gives its id. */
    send: (mail: Mail, idempotencyKey: string) =>
      ask(
        (client) =>
          client.emails.send(mail, { idempotencyKey, signal: AbortSignal.timeout(15_000) }),
        ({ id }) => id,
      ),
  };
}

/** How much of the account's plan is used up, and how fast it may be asked. */
export interface Usage {
  quotas: { name: string; used: number; limit: number | null }[];
  /** Missing where Resend does not say. */
  requestsPerSecond?: number;
}

function toUsage(
  { emails }: Pick<GetUsageResponseSuccess, 'emails'>,
  headers: Record<string, string>,
): Usage {
  const quotas = Object.entries({ ...emails }).map(([name, { used, limit }]) => ({
    name,
    used,
    limit,
  }));
  // IETF draft 6 of the RateLimit headers; the policy is such as `5;w=1`.
  const windowSeconds = Number(/;w=(\d+)/.exec(headers['ratelimit-policy'] ?? '')?.[1] ?? 1);
  const requestsPerSecond = Number(headers['ratelimit-limit']) / windowSeconds;
  return { quotas, ...(requestsPerSecond > 0 && { requestsPerSecond }) };
}

function toSentMail({ to, tags = [] }: { to: string[]; tags?: Mail['tags'] }): SentMail {
  return { to, tags: Object.fromEntries(tags.map(({ name, value }) => [name, value])) };
}

function refusalOf(error: ResendResponse['error']): ResendRefusal {
  const { name = 'no readable answer', statusCode } = error ?? {};
  const reason = statusCode ? `${name} (${statusCode})` : name;
  if (restrictions.has(name)) return { reason, kind: 'restricted' };
  const isOfKey = refusesAccount({ data: null, error, headers: null });
  return { reason, kind: isOfKey ? 'key' : 'other' };
}

function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => (answer ??= ask());
}

function onceEach<K, T>(ask: (key: K) => Promise<T>): (key: K) => Promise<T> {
  const answers = new Map<K, Promise<T>>();
  return (key) => {
    const answer = answers.get(key) ?? ask(key);
    answers.set(key, answer);
    return answer;
  };
}
