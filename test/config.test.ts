import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { settingNames } from '../src/config/environment.js';
import { loadConfig } from '../src/config.js';
import { InvalidConfig } from '../src/domain/errors.js';
import { sandboxSettings } from '../src/sandbox/settings.js';

const complete: Record<string, string | undefined> = {
  ...sandboxSettings({}, '/').env,
  ADMIN_TOKEN: 'an admin token of at least thirty-two characters',
};
const faultsOf = (env: Record<string, string | undefined>): string => {
  try {
    loadConfig(env);
    return '';
  } catch (error) {
    assert.ok(error instanceof InvalidConfig);
    return error.message;
  }
};

describe('loadConfig', () => {
  it('reports everything that is missing at once, by name', () => {
    const message = faultsOf({});
    for (const name of [
      'NOTION_TOKEN',
      'RESEND_API_KEY',
      'SENDER_ADDRESS',
      'CONTACT_KEY_SECRET',
      'WEBHOOK_KEY',
    ]) {
      assert.match(message, new RegExp(`${name}: is required`));
    }
  });

  const faulty: [string, string, RegExp][] = [
    ['TESTING_MODE', 'yes', /TESTING_MODE: expected true or false/],
    ['TESTING_MODE', 'TRUE', /TESTING_MODE: expected true or false/],
    ['CONTACT_KEY_SECRET', 'short-secret', /CONTACT_KEY_SECRET: expected at least 32/],
    ['RESEND_FROM_EMAIL', 'nobody', /RESEND_FROM_EMAIL: expected "Name/],
    ['NOTION_BASE_URL', 'notion', /NOTION_BASE_URL: expected a URL/],
    ['PORT', '99999', /PORT: expected a port/],
    ['METRICS_PORT', '70000', /METRICS_PORT: expected a port/],
    ['WEBHOOK_KEY', 'whsec_c2hvcnQ=', /WEBHOOK_KEY: expected whsec_ and at least 24 bytes/],
    ['RESEND_WEBHOOK_SECRET', 'a-key-without-its-prefix', /RESEND_WEBHOOK_SECRET: expected whsec_/],
    ['CAMPAIGN_DEADLINE_AT', '2025-12-05', /CAMPAIGN_DEADLINE_AT: expected an instant/],
    ['CAMPAIGN_ZONE', 'Mars/Olympus', /CAMPAIGN_ZONE: expected a time zone/],
    ['NOTION_PROPERTY_NAMES', 'email=E-Mail', /NOTION_PROPERTY_NAMES: expected JSON such as/],
    ['NOTION_PROPERTY_NAMES', '["E-Mail"]', /NOTION_PROPERTY_NAMES: expected an object/],
    [
      'NOTION_PROPERTY_NAMES',
      '{"contacts":{"email":""}}',
      /NOTION_PROPERTY_NAMES.contacts.email: expected a name/,
    ],
    [
      'NOTION_PROPERTY_NAMES',
      '{"people":{}}',
      /NOTION_PROPERTY_NAMES: no such database: people; expected contacts, tracker, templates/,
    ],
    [
      'NOTION_PROPERTY_NAMES',
      '{"tracker":{"Sent":"Sent on"}}',
      /NOTION_PROPERTY_NAMES.tracker: no such property: Sent; expected Name, Email, .*Sent At/,
    ],
    ['EVERGREEN_TOKEN', 'x', /EVERGREEN_TOKEN: no such setting/],
    ['WEBHOOK_KEY_ASESSMENT', 'misspelt', /WEBHOOK_KEY_ASESSMENT: no such setting/],
  ];
  for (const [name, value, expected] of faulty) {
    it(`refuses ${name}=${value}, without repeating the value`, () => {
      const message = faultsOf({ ...complete, [name]: value });
      assert.match(message, expected);
      if (value.length > 5) assert.ok(!message.includes(value));
    });
  }

  const without = (names: string[]) =>
    Object.fromEntries(Object.entries(complete).filter(([name]) => !names.includes(name)));
  const vendors = ['NOTION_TOKEN', 'RESEND_API_KEY'];
  const doors = ['ADMIN_TOKEN', 'CONTACT_KEY_SECRET', 'WEBHOOK_KEY'];

  it('wants of each process only the secrets that it needs', () => {
    assert.equal(loadConfig(without(vendors), { role: 'api' }).notion.token, '');
    assert.equal(loadConfig(without(doors), { role: 'worker' }).adminToken, '');
    assert.throws(() => loadConfig(without(vendors), { role: 'worker' }), /NOTION_TOKEN: is/);
    assert.throws(() => loadConfig(without(doors), { role: 'api' }), /ADMIN_TOKEN: is required/);
    assert.throws(() => loadConfig(without(doors), { role: 'api' }), /WEBHOOK_KEY: is required/);
  });

  it('takes empty for not set', () => {
    assert.equal(loadConfig({ ...complete, TESTING_MODE: '' }).isTesting, false);
    assert.match(faultsOf({ ...complete, NOTION_TOKEN: ' ' }), /NOTION_TOKEN: is required/);
  });

  it('takes the names of older versions', () => {
    const { NOTION_CONTACTS_DB_ID: _, ...env } = complete;
    const { notion } = loadConfig({ ...env, NOTION_BUSINESSX_DB_ID: 'old-id' });
    assert.equal(notion.databases.contacts, 'old-id');
  });

  it('reads what a workspace calls its properties', () => {
    const names = { contacts: { email: 'E-Mail' }, tracker: { 'Sent At': 'Sent on' } };
    const { notion } = loadConfig({ ...complete, NOTION_PROPERTY_NAMES: JSON.stringify(names) });
    assert.deepEqual(notion.propertyNames, names);
    assert.equal(loadConfig(complete).notion.propertyNames, undefined);
  });

  it('mails only named addresses and domains in testing mode', () => {
    const { isTestRecipient } = loadConfig({
      ...complete,
      TESTING_RECIPIENTS: 'me@salon.example, @evergreen.example',
    });
    assert.ok(isTestRecipient('Me@Salon.example'));
    assert.ok(isTestRecipient('anyone@evergreen.example'));
    assert.ok(!isTestRecipient('you@salon.example'));
    assert.ok(!isTestRecipient('x@not-evergreen.example'));
    assert.ok(
      !loadConfig({ ...complete, TESTING_RECIPIENTS: '' }).isTestRecipient('me@salon.example'),
    );
  });
});

describe('.env.example', () => {
  it('names exactly what the configuration knows', () => {
    const example = readFileSync('.env.example', 'utf8');
    const named = [...example.matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name ?? '');
    const temporal = ['TEMPORAL_ADDRESS', 'TEMPORAL_NAMESPACE'];
    const composeFile = ['POSTGRES_PASSWORD'];
    assert.deepEqual(named.toSorted(), [...settingNames, ...temporal, ...composeFile].toSorted());
  });
});
