import { domainOf } from '../domain/contact.js';
import { SECOND } from '../domain/duration.js';
import { inTime } from '../runs/deadline.js';
import type { SenderDomain } from '../vendors/resend/account.js';
import { check, NotLookedAt, warning, wrong } from './check.js';
import type { Installation } from './installation.js';
import { toldBy } from './resend.js';

const group = 'Resend';
const needs = ['RESEND_API_KEY', 'RESEND_FROM_EMAIL'];

/** Resend's own, from which every account may try things out, to its owner's address alone. */
const sharedDomain = 'resend.dev';

/** States in which Resend refuses mail from a domain. */
const unusable = new Set(['not_started', 'pending', 'failed']);

/** Names that nobody can have, as the sandbox's. Source: RFC 2606 and 6761. */
const reserved = /(^|\.)(example|test|invalid|localhost)$/;

const lookUpMs = 5 * SECOND;

const domain = check(
  { id: 'resend-domain', group, what: "the sender's domain", worst: 'wrong', needs },
  async ({ account, config, isSandbox }) => {
    const name = domainOf(config.sender.from);
    if (name === sharedDomain) {
      return [
        warning(
          `it is ${sharedDomain}: mail goes to the account's owner alone`,
          'add a domain of yours at resend.com/domains, and set RESEND_FROM_EMAIL to an address of it',
        ),
      ];
    }
    const found = toldBy(await account.domain(name));
    const mend = `add ${name} at resend.com/domains, put its records into the DNS, and choose Verify`;
    if (found === 'none' && isSandbox) return []; // stand-ins take mail from anywhere
    if (typeof found === 'string') {
      return [wrong(`${name} is not in the account: all mail is refused`, mend)];
    }
    if (!unusable.has(found.status)) return [];
    return [wrong(`${name} is not verified (${found.status}): all mail is refused`, mend)];
  },
);

const records = check(
  { id: 'resend-dns', group, what: 'SPF and DKIM', worst: 'warning', needs },
  async (installation) => {
    const found = await senderDomain(installation);
    return (found?.records ?? [])
      .filter(({ record, status }) => /^(SPF|DKIM)$/.test(record) && status !== 'verified')
      .map(({ record, status, type, name, value, ...more }) => {
        const priority = 'priority' in more ? `, priority ${more.priority}` : '';
        return warning(
          `the ${record} record is ${status}: mail may be taken for spam`,
          `put a record of type ${type}, name ${name}, value ${value}${priority} into the DNS, and choose Verify at resend.com/domains`,
        );
      });
  },
);

const tracking = check(
  { id: 'resend-tracking', group, what: 'open and click tracking', worst: 'warning', needs },
  async (installation) => {
    const { opens, clicks } = (await senderDomain(installation))?.tracks ?? {};
    const on = [...(opens ? ['opens'] : []), ...(clicks ? ['clicks'] : [])];
    if (on.length === 0) return [];
    return [
      warning(
        `it is on for ${on.join(' and ')}: links are rewritten, and mail looks like advertising`,
        'switch it off at resend.com/domains, Configuration',
      ),
    ];
  },
);

const dmarc = check(
  {
    id: 'dmarc',
    group,
    what: 'the DMARC record',
    worst: 'warning',
    needs: ['RESEND_FROM_EMAIL'],
  },
  async ({ dns, config }) => {
    const name = domainOf(config.sender.from);
    if (name === sharedDomain || reserved.test(name)) return [];
    const policies = await Promise.all(
      dmarcNames(name).map((one) => lookedUp(() => dns.txt(one), one)),
    );
    // A domain without one of its own has its organisation's.
    if (policies.flat().some((parts) => /^v=DMARC1\b/i.test(parts.join('')))) return [];
    return [
      warning(
        'there is none: large mailbox providers may refuse the mail',
        `put a TXT record, name _dmarc.${name}, value "v=DMARC1; p=none", into the DNS; none only watches, quarantine protects`,
      ),
    ];
  },
);

/** That of the domain, and of those above it but the last label. Source: RFC 7489, 6.6.3. */
function dmarcNames(name: string): string[] {
  const labels = name.split('.');
  return labels.slice(0, -1).map((_, at) => `_dmarc.${labels.slice(at).join('.')}`);
}

const replies = check(
  {
    id: 'reply-to',
    group,
    what: 'the address for replies',
    worst: 'warning',
    needs: ['RESEND_REPLY_TO'],
  },
  async ({ dns, config }) => {
    const name = domainOf(config.sender.replyTo);
    if (reserved.test(name)) return [];
    const servers = await lookedUp(() => dns.mx(name), name);
    // One server without a name says that the domain takes no mail. Source: RFC 7505.
    if (servers.some(({ exchange }) => exchange !== '' && exchange !== '.')) return [];
    return [
      warning(
        `${name} takes no mail: replies come back to whoever writes them`,
        'set RESEND_REPLY_TO to an address that somebody reads',
      ),
    ];
  },
);

/** What the DNS holds; empty where it says that there is nothing. @throws {NotLookedAt} */
async function lookedUp<T>(ask: () => Promise<T[]>, name: string): Promise<T[]> {
  try {
    return await inTime(lookUpMs, ask);
  } catch (error) {
    const code: unknown = error instanceof Error && Reflect.get(error, 'code');
    if (code === 'ENOTFOUND' || code === 'ENODATA') return [];
    throw new NotLookedAt(`the DNS does not answer for ${name}`);
  }
}

/** Undefined where the account has none of this name. */
async function senderDomain({ account, config }: Installation): Promise<SenderDomain | undefined> {
  const name = domainOf(config.sender.from);
  const found = name === sharedDomain ? 'missing' : toldBy(await account.domain(name));
  return typeof found === 'string' ? undefined : found;
}

/** The sender: what decides whether its mail arrives. */
export const senderChecks = [domain, records, dmarc, tracking, replies];
