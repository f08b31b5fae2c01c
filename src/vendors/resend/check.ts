import type { Resend } from 'resend';
import { domainOf } from '../../domain/contact.js';
import { InvalidSetup, VendorFault } from '../../domain/errors.js';
import { type ResendResponse, refusesAccount, toAnswer } from './answer.js';
import { createClient, lookUp, type ResendConfig } from './client.js';
import { watchRequest } from './on-the-wire.js';

/** States of a sender domain in which Resend refuses its mail. */
const unusable = new Set(['not_started', 'pending', 'failed']);

/** What a key that may only send is told; it is no wrong key. */
const restrictions = new Set(['restricted_api_key', 'invalid_permission']);

/** Whoever looks waits no longer for a turn. */
const longestWaitMs = 10_000;

/** Resend's own domain, from which every account may try things out. */
const sharedDomain = 'resend.dev';

/**
 * Asks Resend, before anything is sent, whether it knows the key and would take mail from this
 * sender. What cannot be found out is a warning: a Resend that is away keeps no worker from starting.
 * @throws {InvalidSetup} when the key or the sender's domain is refused.
 */
export async function checkResend(config: ResendConfig, from: string): Promise<string[]> {
  const client = createClient(config);
  const usage = await paced(config, () => client.usage.get(lookUp()));
  if (!usage.data) {
    const refusal = accountFault(usage);
    if (refusal) throw new InvalidSetup(`Resend does not accept RESEND_API_KEY: ${refusal}`);
    return [`Resend could not be asked about the account: ${reasonOf(usage)}`];
  }
  const domainWarning = await checkDomain(client, config, domainOf(from));
  return [...tooFast(config, usage.headers), ...domainWarning];
}

/**
 * Whether Resend would take mail again, as far as it tells without one: of the account, of its quotas, and
 * of a request to send that cannot become an email, as it has no recipient.
 * @throws {VendorFault} about the account, or with what stands in the way there.
 */
export async function checkSender(config: ResendConfig, from: string): Promise<void> {
  const fault = (message: string) =>
    new VendorFault(message, { kind: 'permanent', about: 'resend' });
  const waitMs = config.gate?.waitMs() ?? 0;
  if (waitMs > longestWaitMs) {
    throw new VendorFault('Resend asked for a pause', { kind: 'delay', retryAfterMs: waitMs });
  }
  try {
    await checkResend(config, from);
  } catch (error) {
    if (!(error instanceof InvalidSetup)) throw error;
    throw fault(error.message);
  }
  const client = createClient(config);
  const { data } = await paced(config, () => client.usage.get(lookUp()));
  for (const [name, quota] of Object.entries({ ...data?.emails })) {
    const { used, limit } = quota;
    if (limit !== null && used >= limit) throw fault(`the ${name} quota is used up (${limit})`);
  }
  const probe = { from, to: [], subject: 'no email', text: 'no email' };
  const answer = toAnswer(
    await paced(config, () => watchRequest(() => client.emails.send(probe, lookUp()))),
  );
  const isTaken = answer.kind === 'refused' && answer.fault === 'recipient';
  if (!isTaken) throw fault('reason' in answer ? answer.reason : 'no readable answer');
}

/** @throws {InvalidSetup} when Resend says that it would refuse mail from this domain. */
async function checkDomain(
  client: Resend,
  config: ResendConfig,
  domain: string,
): Promise<string[]> {
  if (domain === sharedDomain) return [];
  const refuse = (why: string): never => {
    throw new InvalidSetup(`Resend refuses mail from RESEND_FROM_EMAIL: its domain ${why}`);
  };
  let after: string | undefined;
  do {
    const page = { limit: 100, ...(after && { after }) };
    const answer = await paced(config, () => client.domains.list(page, lookUp()));
    const domains = answer.data?.data;
    if (!domains) {
      return [`Resend does not say whether the sender's domain is verified: ${reasonOf(answer)}`];
    }
    const found = domains.find(({ name }) => name.toLowerCase() === domain);
    if (found && unusable.has(found.status)) refuse(`is not verified (${found.status})`);
    if (found) return [];
    // Stand-ins take mail from anywhere, and may know no domains.
    if (config.baseUrl && !after && domains.length === 0) {
      return ['Resend knows no sender domain'];
    }
    after = answer.data?.has_more ? domains.at(-1)?.id : undefined;
  } while (after);
  return refuse('is not in the account');
}

/** In turn with all else that is asked of Resend, where that has a gate. */
function paced<T>({ gate }: ResendConfig, request: () => Promise<T>): Promise<T> {
  return gate ? gate.pass(request) : request();
}

function reasonOf({ error }: Pick<ResendResponse, 'error'>): string {
  return error?.name ?? 'no readable answer';
}

/** What Resend says against the key, in its own words only: a firewall's page is no reason to stay down. */
function accountFault(response: ResendResponse): string | undefined {
  const { name = '', statusCode } = response.error ?? {};
  if (restrictions.has(name) || !refusesAccount(response)) return undefined;
  return `${name} (${statusCode ?? 'no answer'})`;
}

/** Source: the `ratelimit-*` headers, IETF draft 6; the policy is such as `5;w=1`. */
function tooFast(
  { requestsPerSecond }: ResendConfig,
  headers: Record<string, string> | null,
): string[] {
  const requests = Number(headers?.['ratelimit-limit']);
  const windowSeconds = Number(/;w=(\d+)/.exec(headers?.['ratelimit-policy'] ?? '')?.[1] ?? 1);
  const allowed = requests / windowSeconds;
  return requestsPerSecond > allowed
    ? [`RESEND_REQUESTS_PER_SECOND is ${requestsPerSecond}, but Resend allows ${allowed}`]
    : [];
}
