import assert from 'node:assert/strict';
import { sandboxSecrets } from '../../src/config/known-secrets.js';
import { loadConfig } from '../../src/config.js';
import { sandboxSettings } from '../../src/sandbox/settings.js';
import { faultsOf } from '../support/config-faults.js';
import { ownEnvironment } from '../support/own-environment.js';

const complete: Record<string, string | undefined> = ownEnvironment;

describe('the secrets of the configuration', () => {
  for (const [name, secret] of Object.entries(sandboxSecrets)) {
    it(`refuses the sandbox's ${name} outside the sandbox`, () => {
      const message = faultsOf({ ...complete, [name]: secret });
      assert.match(message, new RegExp(`${name}: is one of the sandbox's secrets`));
      assert.ok(!message.includes(secret));
      assert.equal(faultsOf({ ...complete, [name]: `${complete[name]}` }), '');
    });
  }

  it("takes the vendors' sandbox tokens for stand-ins only", () => {
    const { NOTION_BASE_URL: _, RESEND_BASE_URL: __, ...others } = complete;
    const real = { ...others, TESTING_RECIPIENTS: '@salon.example' };
    const message = faultsOf(real);
    for (const name of ['NOTION_TOKEN', 'RESEND_API_KEY']) {
      assert.match(message, new RegExp(`${name}: is one of the sandbox's`));
    }
    const tokens = { NOTION_TOKEN: 'ntn_of_somebody_else', RESEND_API_KEY: 're_of_somebody_else' };
    assert.equal(faultsOf({ ...real, ...tokens }), '');
    assert.match(faultsOf({ ...real, ...tokens, RESEND_API_KEY: 're_1' }), /at least 16/);
  });

  const roles: [name: string, as: string][] = [
    ['ADMIN_TOKEN', 'CONTACT_KEY_SECRET'],
    ['ADMIN_TOKEN', 'UNSUBSCRIBE_SECRET'],
    ['WEBHOOK_KEY', 'ADMIN_TOKEN'],
    ['WEBHOOK_KEY_ONBOARDING', 'ADMIN_TOKEN'],
    ['CALENDLY_WEBHOOK_SECRET', 'CALCOM_WEBHOOK_SECRET'],
    ['RESEND_WEBHOOK_SECRET', 'WEBHOOK_KEY'],
    ['UNSUBSCRIBE_SECRET', 'CONTACT_KEY_SECRET'],
  ];
  for (const [name, as] of roles) {
    it(`refuses one secret for two things: ${name} and ${as}`, () => {
      const secret = `whsec_${Buffer.from('one secret for two things, and long').toString('base64')}`;
      const message = faultsOf({ ...complete, [as]: secret, [name]: secret });
      assert.match(message, new RegExp(`${name}: is the same as ${as}`));
    });
  }

  it('refuses one secret for two things however it is written', () => {
    const base64 = Buffer.from('one secret for two things, and long..').toString('base64');
    const forms = [base64, ` ${base64} `, base64.replace(/=+$/, ''), `whsec_${base64}`];
    for (const form of forms) {
      const message = faultsOf({
        ...complete,
        RESEND_WEBHOOK_SECRET: `whsec_${base64}`,
        WEBHOOK_KEY: `another-key-of-the-website, ${form}`,
      });
      assert.match(message, /RESEND_WEBHOOK_SECRET: is the same as WEBHOOK_KEY/, form);
    }
    const known = sandboxSecrets.RESEND_WEBHOOK_SECRET.replace('whsec_', '');
    const message = faultsOf({ ...complete, CALCOM_WEBHOOK_SECRET: known });
    assert.match(message, /CALCOM_WEBHOOK_SECRET: is one of the sandbox's secrets/);
  });

  it('lets several events of the website share a key', () => {
    const key = 'a-key-for-more-than-one-event';
    assert.equal(faultsOf({ ...complete, WEBHOOK_KEY: key, WEBHOOK_KEY_SIGNUP: key }), '');
  });

  it('lets the sandbox have its own secrets, and links without https, but none that run', () => {
    const faults = (more: object) => {
      const load = () =>
        loadConfig({ ...sandboxSettings({}, '/').env, ...more }, { isSandbox: true });
      try {
        load();
        return '';
      } catch (error) {
        return String(error);
      }
    };
    assert.equal(faults({ PUBLIC_URL: 'http://192.168.1.5:8000' }), '');
    assert.match(faults({ PUBLIC_URL: 'javascript:alert(1)' }), /PUBLIC_URL/);
    assert.match(faults({ WEBHOOK_KEY: 'x', SHADOW: '1' }), /WEBHOOK_KEY[^]*SHADOW|SHADOW[^]*WEBH/);
  });

  it('knows every secret that no log may hold', () => {
    const more = {
      WEBHOOK_KEY: 'the-first-of-two-keys,the-second-of-two-keys',
      TEMPORAL_API_KEY: 'cloud-key',
    };
    const { secrets } = loadConfig({ ...complete, ...more });
    const { ADMIN_TOKEN, CONTACT_KEY_SECRET, UNSUBSCRIBE_SECRET } = ownEnvironment;
    const { CALCOM_WEBHOOK_SECRET, CALENDLY_WEBHOOK_SECRET, RESEND_WEBHOOK_SECRET } =
      ownEnvironment;
    const expected = [
      'the-first-of-two-keys',
      'the-second-of-two-keys',
      'cloud-key',
      'ntn_sandbox',
      're_sandbox',
      ADMIN_TOKEN,
      CONTACT_KEY_SECRET,
      UNSUBSCRIBE_SECRET,
      CALCOM_WEBHOOK_SECRET,
      CALENDLY_WEBHOOK_SECRET,
      RESEND_WEBHOOK_SECRET.slice('whsec_'.length),
    ];
    assert.deepEqual(
      expected.filter((secret) => !secrets.includes(secret)),
      [],
    );
  });
});
