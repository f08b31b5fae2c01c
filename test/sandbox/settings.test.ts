import assert from 'node:assert/strict';
import { loadConfig } from '../../src/config.js';
import { InvalidConfig } from '../../src/domain/errors.js';
import { factsOf, welcome } from '../../src/sandbox/facts.js';
import { sandboxSettings } from '../../src/sandbox/settings.js';

const real = {
  WEBHOOK_KEY: 'a-real-webhook-key',
  ADMIN_TOKEN: 'a real admin token of thirty-two characters',
  RESEND_WEBHOOK_SECRET: 'whsec_cmVhbC1yZWFsLXJlYWwtcmVhbC1yZWFsLXJlYWw=',
  CALCOM_WEBHOOK_SECRET: 'a-real-secret-of-cal-com',
  CALENDLY_WEBHOOK_SECRET: 'a-real-secret-of-calendly',
  NOTION_TOKEN: 'ntn_real',
  RESEND_API_KEY: 're_real',
};

const told = (env: Record<string, string>) => {
  const settings = sandboxSettings(env, '/');
  const config = loadConfig(settings.env, { isSandbox: true });
  const facts = factsOf(settings, config, 'default', { notion: '', resend: '' });
  return { facts, said: welcome(facts, settings.elsewhere) };
};

describe('what the sandbox tells of secrets', () => {
  it('is its own', () =>
    assert.deepEqual(told({}).facts.secrets, {
      webhookKey: 'sandbox-webhook-key',
      adminToken: 'sandbox-admin-token',
      resendWebhook: 'whsec_c2FuZGJveC1yZXNlbmQtd2ViaG9vay1zZWNyZXQ=',
      calcom: 'sandbox-calcom-secret',
      calendly: 'sandbox-calendly-secret',
    }));

  it('is nothing of those that were set', () => {
    const { facts, said } = told(real);
    const names = ['webhookKey', 'adminToken', 'resendWebhook', 'calcom', 'calendly'];
    assert.deepEqual(facts.secrets, Object.fromEntries(names.map((name) => [name, null])));
    const all = JSON.stringify(facts) + said;
    for (const secret of Object.values(real)) assert.ok(!all.includes(secret), secret);
    assert.match(said, /log in with the ADMIN_TOKEN that was set/);
  });

  it('is its own also where another is set beside it', () =>
    assert.equal(
      told({ WEBHOOK_KEY: 'another-key, sandbox-webhook-key' }).facts.secrets.webhookKey,
      'sandbox-webhook-key',
    ));
});

describe('whom the sandbox mails', () => {
  const isForAll = (env: Record<string, string>) =>
    loadConfig(sandboxSettings(env, '/').env, { isSandbox: true }).isTestRecipient('a@b.org');

  it('is everybody while Resend is the stand-in', () => assert.ok(isForAll({})));

  it('is nobody who is not named once Resend is another', () => {
    assert.ok(!isForAll({ RESEND_BASE_URL: 'https://api.resend.com' }));
    assert.ok(
      isForAll({ RESEND_BASE_URL: 'https://api.resend.com', TESTING_RECIPIENTS: '@b.org' }),
    );
  });

  it('is refused to be everybody then, also outside the sandbox', () => {
    const { env } = sandboxSettings({ TESTING_RECIPIENTS: '*' }, '/');
    for (const RESEND_BASE_URL of ['https://api.resend.com', undefined]) {
      assert.throws(
        () => loadConfig({ ...env, RESEND_BASE_URL }, { isSandbox: true }),
        (error) => error instanceof InvalidConfig && /TESTING_RECIPIENTS: /.test(error.message),
      );
    }
  });

  it('is told where it starts', () => {
    assert.match(told({}).said, /Nothing leaves this computer/);
    const { said } = told({ NOTION_BASE_URL: 'https://api.notion.com' });
    assert.match(said, /It speaks to Notion outside of this sandbox/);
  });
});
