import type {
  CreateWebhookOptions,
  DomainRecords,
  GetDomainResponseSuccess,
  GetUsageResponseSuccess,
  Resend,
  Webhook,
} from 'resend';
import { SECOND } from '../../domain/duration.js';
import type { Mail } from '../../domain/mail/mail.js';
import { createGate, type Gate } from '../gate.js';
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

/** What a key that may only send is told. */
export const restrictions: ReadonlySet<string> = new Set([
  'restricted_api_key',
  'invalid_permission',
]);

/** Others ask for the same account: so often it is asked again where it wants to be asked less. */
const mostTries = 4;

/** How many domains or webhooks one list shows. */
const pageSize = 100;

/** What the client gives. */
export type Answered<T> = Pick<ResendResponse, 'error'> & {
  data: T | null;
  headers: Record<string, string> | null;
};

/** The account behind a key. What it is like is asked for once, however often it is wanted. Nothing throws. */
export class ResendAccount {
  private readonly config: ResendConfig;
  private readonly gate: Gate;
  private client: Resend | undefined;
  private readonly told = new Map<string, Promise<unknown>>();

  constructor(config: ResendConfig) {
    this.config = config;
    // Half of the pace is left to whoever sends.
    this.gate = config.gate ?? createGate(config.requestsPerSecond / 2);
  }

  usage(): Promise<Told<Usage>> {
    return this.once('usage', () => this.ask((client) => client.usage.get(lookUp()), toUsage));
  }

  /** A sender's domain; `missing`: the account has others, `none`: it has none at all, as stand-ins may. */
  domain(name: string): Promise<Told<SenderDomain | 'missing' | 'none'>> {
    return this.once(`domain ${name}`, async () => {
      const found = await this.findDomain(name);
      if ('refused' in found) return found;
      const { told } = found;
      if (typeof told === 'string') return { told };
      return this.ask((client) => client.domains.get(told.id, lookUp()), toSenderDomain);
    });
  }

  webhooks(): Promise<Told<AccountWebhook[]>> {
    return this.once('webhooks', () =>
      this.ask(
        (client) => client.webhooks.list({ limit: pageSize }, lookUp()),
        ({ data }) => data.map(toWebhook),
      ),
    );
  }

  /** The newest mails of the account, whoever sent them: each is a request. */
  async newestMails(count: number): Promise<Told<SentMail[]>> {
    const list = await this.ask(
      (client) => client.emails.list({ limit: count }, lookUp()),
      ({ data }) => data,
    );
    if ('refused' in list) return list;
    const mails = await Promise.all(
      list.told.map(({ id }) => this.ask((client) => client.emails.get(id, lookUp()), toSentMail)),
    );
    return { told: mails.flatMap((mail) => ('told' in mail ? [mail.told] : [])) };
  }

  /** What a webhook is signed with. */
  signingSecretOf(id: string): Promise<Told<string>> {
    return this.ask((client) => client.webhooks.get(id, lookUp()), toSecret);
  }

  /** Makes a webhook; gives what it is signed with. Asked twice, it makes two. */
  addWebhook(endpoint: string, types: readonly string[]): Promise<Told<string>> {
    const events = types as CreateWebhookOptions['events'];
    return this.ask((client) => client.webhooks.create({ endpoint, events }, lookUp()), toSecret);
  }

  /** Sends one mail; the same key and mail again are the same mail. Gives its id. */
  send(mail: Mail, idempotencyKey: string): Promise<Told<string>> {
    const signal = () => AbortSignal.timeout(15_000);
    return this.ask(
      (client) => client.emails.send(mail, { idempotencyKey, signal: signal() }),
      ({ id }) => id,
    );
  }

  private async findDomain(name: string): Promise<Told<{ id: string } | 'missing' | 'none'>> {
    for (let after: string | undefined; ; ) {
      const page = { limit: pageSize, ...(after && { after }) };
      const list = await this.ask((client) => client.domains.list(page, lookUp()), asTold);
      if ('refused' in list) return list;
      const { data, has_more } = list.told;
      const found = data.find((one) => one.name.toLowerCase() === name.toLowerCase());
      if (found) return { told: found };
      if (!has_more) return { told: after === undefined && data.length === 0 ? 'none' : 'missing' };
      after = data.at(-1)?.id;
    }
  }

  private async ask<T, U>(
    request: (client: Resend) => Promise<Answered<T>>,
    read: (data: T, headers: Record<string, string>) => U,
  ): Promise<Told<U>> {
    // The client throws where there is no key at all.
    this.client ??= createClient(this.config);
    const { client, gate } = this;
    for (let tries = 1; ; tries += 1) {
      const { data, error, headers } = await gate.pass(() => request(client));
      if (data) return { told: read(data, headers ?? {}) };
      if (error?.name !== 'rate_limit_exceeded' || tries === mostTries) {
        return { refused: refusalOf(error) };
      }
      gate.holdFor(retryAfterMs(headers?.['retry-after']) ?? SECOND);
    }
  }

  private once<T>(name: string, ask: () => Promise<T>): Promise<T> {
    const answer = this.told.get(name) ?? ask();
    this.told.set(name, answer);
    return answer as Promise<T>;
  }
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

function asTold<T>(data: T): T {
  return data;
}

function toWebhook({ id, endpoint, status, events }: Webhook): AccountWebhook {
  return { id, endpoint, isEnabled: status === 'enabled', events };
}

function toSecret({ signing_secret }: { signing_secret: string }): string {
  return signing_secret;
}

function toSenderDomain(domain: GetDomainResponseSuccess): SenderDomain {
  const { status, records, open_tracking: opens = false, click_tracking: clicks = false } = domain;
  return { status, records, tracks: { opens, clicks } };
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
