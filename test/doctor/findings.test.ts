import assert from 'node:assert/strict';
import { contactKey } from '../../src/domain/contact.js';
import { sampleMail } from '../support/sample-mail.js';
import { type Breakage, publicUrl, refused, secrets, useDoctor, wellSeed } from './examined.js';

const endpoint = `${publicUrl}/webhooks/resend`;
const [webhook] = wellSeed.webhooks;
const domain = 'salon-sarah.org';

const redirect = () =>
  new Response(null, { status: 301, headers: { Location: 'https://www.x.org/' } });
const never = () => new Promise<never>(() => {});

type Row = [id: string, what: string, level: 'warning' | 'wrong', broken: Breakage, found: RegExp];

// biome-ignore format: a table
const rows: Row[] = [
  ['settings', 'a setting that is missing', 'wrong', { env: { SENDER_NAME: '' } }, /^SENDER_NAME: is required$/],
  ['settings', 'a setting that is misspelt', 'wrong', { env: { EVERGREEN_COLOUR: 'red' } }, /^EVERGREEN_COLOUR: no such/],
  ['settings', 'a secret that is short', 'wrong', { env: { UNSUBSCRIBE_SECRET: 'short' } }, /^UNSUBSCRIBE_SECRET: expected at least/],
  ['example-values', 'an example', 'wrong', { env: { PUBLIC_URL: 'https://mail.example.org' } }, /PUBLIC_URL is still an example/],
  ['secrets', 'a secret that was typed', 'warning', { env: { ADMIN_TOKEN: 'password-password-password-password' } }, /ADMIN_TOKEN looks typed/],
  ['secrets', 'a secret of one letter', 'warning', { env: { ADMIN_TOKEN: 'x'.repeat(40) } }, /ADMIN_TOKEN looks typed/],
  ['encryption', 'a database in clear', 'warning', { env: { ENCRYPTION_KEY: '' } }, /in its back-ups in clear/],
  ['webhook-keys', 'an event without a key', 'warning', { env: { WEBHOOK_KEY: '', WEBHOOK_KEY_SIGNUP: 'a-key-of-sixteen-or-more' } }, /nothing lets the website post assessment/],
  ['testing-mode', 'testing mode', 'warning', { env: { TESTING_MODE: 'true', TESTING_RECIPIENTS: '@salon-sarah.org' } }, /days are minutes.*1 named ones/],
  ['testing-mode', 'testing mode for nobody', 'wrong', { env: { TESTING_MODE: 'true' } }, /nobody is mailed/],
  ['shadow-mode', 'shadow mode', 'warning', { env: { SHADOW: 'true' } }, /nothing is sent/],
  ['campaign-deadline', 'a deadline that has passed', 'warning', { env: { CAMPAIGN_DEADLINE_AT: '2020-12-05T18:00:00Z' } }, /has passed/],
  ['env-file', 'a file that all can read', 'warning', { envFile: { path: '.env', mode: 0o100644 } }, /others of this machine can read/],
  ['clock', 'a clock that is ahead', 'wrong', { now: () => new Date(Date.now() + 90_000) }, /ahead of that of (Resend|Notion)/],
  ['clock', 'a clock that is behind', 'wrong', { now: () => new Date(Date.now() - 90_000) }, /behind that of (Resend|Notion)/],
  ['temporal-reached', 'a Temporal that is away', 'wrong', {}, /does not answer at 127.0.0.1:1/],
  ['resend-key', 'a wrong key', 'wrong', { faults: [{ kind: 'status', status: 403 }] }, /refuses it: invalid_api_key \(403\)/],
  ['resend-key', 'a key that may only send', 'warning', { env: { RESEND_API_KEY: 're_sending_only' } }, /may only send/],
  ['resend-key', 'a Resend that is away', 'wrong', { faults: [{ kind: 'reset' }] }, /does not answer: application_error/],
  ['resend-pace', 'a pace above the limit', 'warning', { env: { RESEND_REQUESTS_PER_SECOND: '1001' } }, /allows 1000/],
  ['resend-domain', 'a domain that is not verified', 'wrong', { resend: { ...wellSeed, domains: [{ name: domain, status: 'pending' }] } }, /not verified \(pending\)/],
  ['resend-domain', 'a domain that is not there', 'wrong', { resend: { ...wellSeed, domains: [{ name: 'other.org' }] } }, /is not in the account/],
  ['resend-domain', "Resend's own domain", 'warning', { env: { RESEND_FROM_EMAIL: 'onboarding@resend.dev' } }, /the account's owner alone/],
  ['resend-dns', 'SPF that fails', 'warning', { resend: { ...wellSeed, domains: [{ name: domain, records: { SPF: 'failed' } }] } }, /the SPF record is failed/],
  ['resend-dns', 'DKIM that is pending', 'warning', { resend: { ...wellSeed, domains: [{ name: domain, records: { DKIM: 'pending' } }] } }, /the DKIM record is pending/],
  ['dmarc', 'no DMARC', 'warning', { dns: { txt: async () => [] } }, /there is none/],
  ['dmarc', 'a DNS that knows no such name', 'warning', { dns: { txt: () => Promise.reject(Object.assign(new Error(), { code: 'ENOTFOUND' })) } }, /there is none/],
  ['resend-tracking', 'tracking', 'warning', { resend: { ...wellSeed, domains: [{ name: domain, openTracking: true, clickTracking: true }] } }, /on for opens and clicks/],
  ['reply-to', 'replies to nowhere', 'warning', { dns: { mx: async () => [{ exchange: '' }] } }, /salon-sarah.org takes no mail/],
  ['resend-webhook', 'no webhook', 'warning', { resend: { domains: wellSeed.domains } }, /none points here/],
  ['resend-webhook', 'a webhook that is disabled', 'warning', { resend: { webhooks: [{ ...webhook, endpoint, status: 'disabled' }] } }, /is disabled/],
  ['resend-webhook', 'a webhook without bounces', 'warning', { resend: { webhooks: [{ endpoint, events: ['email.delivered'] }] } }, /lacks .*email.bounced/],
  ['resend-webhook-secret', 'another secret', 'warning', { resend: { webhooks: [{ endpoint }] } }, /is another one/],
  ['resend-webhook-secret', 'no secret', 'warning', { env: { RESEND_WEBHOOK_SECRET: '' } }, /is not set/],
  ['resend-account', "another environment's webhook", 'warning', { resend: { ...wellSeed, webhooks: [...wellSeed.webhooks, { endpoint: 'https://staging.salon-sarah.org/webhooks/resend' }] } }, /points at staging.salon-sarah.org/],
  ['api', 'an API that is away', 'wrong', { api: null }, /does not answer at http:\/\/127.0.0.1:8000 \(ECONNREFUSED\)/],
  ['api', 'an API that is not ready', 'wrong', { api: { readiness: async () => ({ missing: [{ name: 'Temporal', why: 'x' }], isSending: true }) } }, /takes no events: Not ready: Temporal/],
  ['public-url', 'a public address that is dead', 'wrong', { answers: { [publicUrl]: () => Promise.reject(refused()) } }, /cannot be reached \(ECONNREFUSED\)/],
  ['public-url', 'a redirect', 'wrong', { answers: { [publicUrl]: redirect } }, /it redirects/],
  ['public-url', "somebody else's page", 'wrong', { answers: { [publicUrl]: () => new Response('<h1>Parked</h1>') } }, /something else answers there/],
  ['public-url', 'another Evergreen', 'wrong', { api: { unsubscribeSecrets: ['another-secret-another-secret-another'] } }, /another Evergreen answers there/],
  ['public-url', 'another version', 'warning', { api: { version: '0.0.1' } }, /runs version 0.0.1/],
  ['public-url', 'another testing mode', 'warning', { api: { isTesting: true } }, /testing mode otherwise/],
  ['website-key', 'another key in the API', 'wrong', { api: { webhookKeys: { general: ['another-key'], byEvent: {} } } }, /the API refuses it/],
  ['admin-token', 'another token in the API', 'warning', { api: { adminToken: 'another-token' } }, /does not take it/],
  ['alert-address', 'no address of alerts', 'warning', {}, /there is none/],
  ['alert-address', 'an address of alerts that is dead', 'warning', { env: { ALERT_WEBHOOK_URL: 'http://127.0.0.1:1/' } }, /cannot be reached \(/],
  ['alert-address', 'a test alert that does not arrive', 'warning', { env: { ALERT_WEBHOOK_URL: 'http://127.0.0.1:1/' }, isAlerting: true }, /a test alert did not arrive/],
];

describe('evergreen doctor', () => {
  const { doctor, resend, examineBroken, rewrite } = useDoctor();

  for (const [id, what, level, broken, found] of rows) {
    it(`finds ${what}`, async () => {
      const bad = (await doctor(broken, id)).filter((one) => one.level !== 'good');
      const match = bad.find((one) => found.test(one.found ?? ''));
      assert.ok(match, JSON.stringify(bad));
      assert.deepEqual([match.id, match.level], [id, level]);
      assert.ok(match.mend);
    });
  }

  const mended = [...new Set(rows.map(([id]) => id))].filter(
    (id) => !['temporal-reached', 'alert-address'].includes(id),
  );
  it('has nothing to say of the same things where they are as they should be', async () => {
    const results = await doctor({}, ...mended);
    assert.deepEqual(
      results.filter(({ level }) => level !== 'good'),
      [],
    );
    assert.deepEqual(results.map(({ id }) => id).toSorted(), mended.toSorted());
  });

  it('goes on with what can be looked at, however faulty the settings are', async () => {
    const results = await doctor(
      { env: { RESEND_API_KEY: '', PUBLIC_URL: 'nowhere' } },
      'settings',
      'resend-key',
      'dmarc',
      'public-url',
    );
    assert.deepEqual(
      results.map(({ id, level, found }) => [id, level, found]),
      [
        ['settings', 'wrong', 'RESEND_API_KEY: is required'],
        ['settings', 'wrong', 'PUBLIC_URL: expected a URL such as https://mail.example.org'],
        ['resend-key', 'warning', 'not looked at: RESEND_API_KEY cannot be used'],
        ['dmarc', 'good', undefined],
        ['public-url', 'warning', 'not looked at: PUBLIC_URL cannot be used'],
      ],
    );
  });

  it('finds mails of another Evergreen in the account, and takes its own for its own', async () => {
    const mailTo = (to: string, secret: string) => ({
      from: sampleMail.from,
      subject: sampleMail.subject,
      text: sampleMail.text,
      to,
      tags: [
        { name: 'contact', value: contactKey(secret, to) },
        { name: 'sequence', value: 'assessment' },
      ],
    });
    await resend.seed(wellSeed);
    await post('ours@inbox.org', secrets.CONTACT_KEY_SECRET);
    const [ours] = await doctor({}, 'resend-account');
    assert.equal(ours?.level, 'good');
    await post('theirs@inbox.org', 'the secret of another environment');
    const [theirs] = await doctor({}, 'resend-account');
    assert.match(theirs?.found ?? '', /^1 of the newest 2 mails come from another Evergreen/);

    async function post(to: string, secret: string): Promise<void> {
      const { url } = await resend.listen(0);
      await fetch(`${url}/emails`, {
        method: 'POST',
        headers: { Authorization: 'Bearer re_x', 'Content-Type': 'application/json' },
        body: JSON.stringify(mailTo(to, secret)),
      });
    }
  });

  it('finds a quota that is nearly used up, and one that is', async () => {
    const usage = (used: number) => ({ told: { quotas: [{ name: 'daily', used, limit: 100 }] } });
    const found = async (used: number) => {
      const account = { usage: async () => usage(used) } as never;
      const [result] = await doctor({ installation: { account } }, 'resend-quota');
      return [result?.level, result?.found];
    };
    assert.deepEqual(await found(79), ['good', undefined]);
    assert.deepEqual(await found(80), ['warning', '80 of 100 of the daily one are used']);
    assert.deepEqual(await found(100), ['wrong', 'the daily one is used up (100)']);
  });

  it('finds copy that cannot be read, and copy that asks for what no setting gives', async () => {
    const [well] = await doctor({}, 'template-copy');
    assert.equal(well?.level, 'good');
    await rewrite('noshow_recovery_email_1', { html: '<p>Dear {{ first_name }</p>' });
    await rewrite('5-Day E3', { html: '<p>Only {{ spots_remaining }} are left</p>' });
    const results = await doctor({}, 'template-copy');
    assert.deepEqual(
      results.map(({ level, found = '' }) => [level, /^template "[^"]*"/.exec(found)?.[0]]),
      [
        ['wrong', 'template "5-Day E3"'],
        ['wrong', 'template "noshow_recovery_email_1"'],
      ],
    );
  });

  it('sends a test alert only where it is asked to', async () => {
    const told: string[] = [];
    const sendAlert = async (text: string) => void told.push(text);
    const [result] = await doctor(
      { env: { ALERT_WEBHOOK_URL: 'https://hooks.slack.com/x' }, installation: { sendAlert } },
      'alert-address',
    );
    assert.equal(result?.level, 'good');
    assert.deepEqual(told.length, 1);
  });

  it('takes a check that hangs or throws for a finding, and shows no secret and no address of it', async () => {
    const described = { group: 'Resend', what: 'it', worst: 'wrong' } as const;
    const secret = secrets.ADMIN_TOKEN;
    const results = await examineBroken(
      [
        { id: 'hangs', ...described, look: never },
        {
          id: 'throws',
          ...described,
          worst: 'warning',
          look: () => Promise.reject(new Error(`${secret} of <sarah@inbox.org>`)),
        },
      ],
      { limitMs: 20 },
    );
    assert.deepEqual(
      results.map(({ id, level, found }) => [id, level, found]),
      [
        ['hangs', 'wrong', 'nobody can tell: no answer within 20 ms'],
        ['throws', 'warning', 'nobody can tell: [secret] of …'],
      ],
    );
  });
});
