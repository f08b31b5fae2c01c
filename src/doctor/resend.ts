import { contactKey } from '../domain/contact.js';
import { neededEvents, ownWebhooks, resendPath } from '../setup/resend-webhook.js';
import type { ResendRefusal, Told } from '../vendors/resend/account.js';
import { check, type Finding, NotLookedAt, warning, wrong } from './check.js';
import type { Installation } from './installation.js';

const group = 'Resend';
const needs = ['RESEND_API_KEY'];

const key = check(
  { id: 'resend-key', group, what: 'the key', worst: 'wrong', needs },
  async ({ account }) => {
    const usage = await account.usage();
    if ('refused' in usage) return [findingOfKey(usage.refused)];
    // Usage is told to every key; what is not, a list of webhooks shows.
    const webhooks = await account.webhooks();
    return 'refused' in webhooks ? [findingOfKey(webhooks.refused)] : [];
  },
);

function findingOfKey({ reason, kind }: ResendRefusal): Finding {
  if (kind === 'restricted') {
    return warning(
      'it may only send: domain, webhooks and sent mails are not looked at',
      'run doctor with a key of Full access; the worker needs no more than this one',
    );
  }
  const found =
    kind === 'key' ? `Resend refuses it: ${reason}` : `Resend does not answer: ${reason}`;
  return wrong(
    found,
    kind === 'key'
      ? 'make a key at resend.com/api-keys, and set RESEND_API_KEY to it'
      : 'look at resend-status.com, and at the way from this machine to api.resend.com',
  );
}

/** @throws {NotLookedAt} where Resend does not tell. */
export function toldBy<T>(answer: Told<T>): T {
  if ('told' in answer) return answer.told;
  const { reason, kind } = answer.refused;
  throw new NotLookedAt(kind === 'restricted' ? 'the key may only send' : `Resend says ${reason}`);
}

const fewLeft = 0.8;

const quota = check(
  { id: 'resend-quota', group, what: 'the quotas', worst: 'wrong', needs },
  async ({ account }) =>
    toldBy(await account.usage()).quotas.flatMap(({ name, used, limit }) => {
      if (limit === null || used < fewLeft * limit) return [];
      const mend = 'raise the plan at resend.com/settings/billing, or wait until it begins anew';
      return used >= limit
        ? [wrong(`the ${name} one is used up (${limit})`, mend)]
        : [warning(`${used} of ${limit} of the ${name} one are used`, mend)];
    }),
);

const pace = check(
  { id: 'resend-pace', group, what: 'the pace', worst: 'warning', needs },
  async ({ account, config }) => {
    const { requestsPerSecond: allowed = Infinity } = toldBy(await account.usage());
    const { requestsPerSecond: ours } = config.resend;
    if (ours <= allowed) return [];
    return [
      warning(
        `RESEND_REQUESTS_PER_SECOND is ${ours}, and Resend allows ${allowed}`,
        `set RESEND_REQUESTS_PER_SECOND=${allowed}`,
      ),
    ];
  },
);

const heard = 'bounces and complaints are not heard of';

const webhook = check(
  {
    id: 'resend-webhook',
    group,
    what: 'the webhook',
    worst: 'warning',
    needs: [...needs, 'PUBLIC_URL'],
  },
  async ({ account, config: { publicUrl } }) => {
    const own = ownWebhooks(toldBy(await account.webhooks()), publicUrl);
    const mend = `at resend.com/webhooks add ${publicUrl}${resendPath} with ${neededEvents.join(', ')}`;
    if (own.length === 0) return [warning(`none points here: ${heard}`, mend)];
    const enabled = own.filter(({ isEnabled }) => isEnabled);
    if (enabled.length === 0) {
      return [warning(`it is disabled: ${heard}`, 'enable it at resend.com/webhooks')];
    }
    const missing = neededEvents.filter(
      (type) => !enabled.some(({ events }) => events?.includes(type) ?? true),
    );
    if (missing.length === 0) return [];
    return [
      warning(`it lacks ${missing.join(', ')}`, 'choose these events too, at resend.com/webhooks'),
    ];
  },
);

const shownSecret = /^whsec_[A-Za-z0-9+/]{24,}=*$/;

const webhookSecret = check(
  {
    id: 'resend-webhook-secret',
    group,
    what: "the webhook's secret",
    worst: 'warning',
    needs: [...needs, 'PUBLIC_URL', 'RESEND_WEBHOOK_SECRET'],
  },
  async ({ account, config: { publicUrl, resend } }) => {
    const [own] = ownWebhooks(toldBy(await account.webhooks()), publicUrl);
    if (!own) return []; // the line above tells of that
    const mend =
      'copy the signing secret from resend.com/webhooks into RESEND_WEBHOOK_SECRET, and restart the API';
    if (resend.webhookSecrets.length === 0) {
      return [
        warning('RESEND_WEBHOOK_SECRET is not set: all that Resend reports is refused', mend),
      ];
    }
    const secret = toldBy(await account.signingSecretOf(own.id));
    if (!shownSecret.test(secret) || resend.webhookSecrets.includes(secret)) return [];
    return [
      warning('RESEND_WEBHOOK_SECRET is another one: all that Resend reports is refused', mend),
    ];
  },
);

/** So many of the newest mails are looked at: each is a request. */
const newest = 5;

const sharedAccount = check(
  {
    id: 'resend-account',
    group,
    what: 'that the account is yours alone',
    worst: 'warning',
    needs: [...needs, 'PUBLIC_URL', 'CONTACT_KEY_SECRET'],
  },
  async (installation) => {
    const [webhooks, mails] = await Promise.all([
      foreignWebhooks(installation),
      foreignMails(installation),
    ]);
    return [...webhooks, ...mails];
  },
);

const apart =
  'give each environment an account (a team of Resend) of its own, or at least a sender domain';

/** Another Evergreen listens at an address that ends like ours. */
async function foreignWebhooks({ account, config }: Installation): Promise<Finding[]> {
  const all = toldBy(await account.webhooks());
  const own = ownWebhooks(all, config.publicUrl);
  const hosts = all
    .filter((one) => !own.includes(one) && new RegExp(`${resendPath}/?$`).test(one.endpoint))
    .map(({ endpoint }) => (URL.canParse(endpoint) ? new URL(endpoint).host : 'another address'));
  if (hosts.length === 0) return [];
  return [
    warning(
      `another webhook of this kind points at ${[...new Set(hosts)].join(', ')}: two environments share one account, its quota and its suppression list`,
      apart,
    ),
  ];
}

/** A mail's tag `contact` is made of its address with CONTACT_KEY_SECRET: another one made this. */
async function foreignMails({ account, config }: Installation): Promise<Finding[]> {
  const mails = toldBy(await account.newestMails(newest));
  const foreign = mails.filter(({ to, tags }) => {
    const isOfEvergreen = tags['contact'] !== undefined && tags['sequence'] !== undefined;
    const [address = ''] = to;
    return isOfEvergreen && tags['contact'] !== contactKey(config.contactKeySecret, address);
  });
  if (foreign.length === 0) return [];
  return [
    warning(
      `${foreign.length} of the newest ${mails.length} mails come from another Evergreen, or CONTACT_KEY_SECRET was changed`,
      `${apart}; where the secret was changed, put the earlier one back`,
    ),
  ];
}

/** The account behind the key. */
export const accountChecks = [key, quota, pace, webhook, webhookSecret, sharedAccount];
