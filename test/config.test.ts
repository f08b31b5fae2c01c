import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { settingNames } from '../src/config/environment.js';
import { loadConfig } from '../src/config.js';
import { faultsOf } from './support/config-faults.js';
import { ownEnvironment } from './support/own-environment.js';

const complete: Record<string, string | undefined> = ownEnvironment;
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
    ['RESEND_FROM_EMAIL', 'a@b.org, c@d.org', /RESEND_FROM_EMAIL: expected "Name/],
    ['RESEND_FROM_EMAIL', 'Sarah <a@b.org> <c@d.org>', /RESEND_FROM_EMAIL: expected "Name/],
    ['RESEND_FROM_EMAIL', '=?utf-8?q?x?= <a@b.org>', /RESEND_FROM_EMAIL: expected "Name/],
    ['RESEND_REPLY_TO', 'nobody@nowhere', /RESEND_REPLY_TO: expected "Name/],
    ['TESTING_RECIPIENTS', 'me@b.org; you@b.org', /TESTING_RECIPIENTS: expected addresses/],
    ['PUBLIC_URL', 'javascript:alert(1)', /PUBLIC_URL: expected a URL such as https/],
    ['PUBLIC_URL', 'mail.example.org:8443', /PUBLIC_URL: expected a URL such as https/],
    ['PUBLIC_URL', 'http://mail.example.org', /PUBLIC_URL: expected https/],
    ['PUBLIC_URL', 'http://127.0.0.1.example.org', /PUBLIC_URL: expected https/],
    ['PUBLIC_URL', 'https://somebody@mail.example.org', /PUBLIC_URL: .*without a name or password/],
    ['PUBLIC_URL', 'https://mail.example.org/?a=b', /PUBLIC_URL: expected a URL without \? and #/],
    ['CAMPAIGN_BOOKING_LINK', 'data:text/html,x', /CAMPAIGN_BOOKING_LINK: expected a URL/],
    [
      'CAMPAIGN_PDF_DOWNLOAD_LINK',
      'http://b.org/a.pdf',
      /CAMPAIGN_PDF_DOWNLOAD_LINK: expected https/,
    ],
    ['ALERT_WEBHOOK_URL', 'file:///etc/passwd', /ALERT_WEBHOOK_URL: expected a URL/],
    ['TEMPORAL_UI_URL', 'javascript:alert(1)', /TEMPORAL_UI_URL: expected a URL/],
    ['CAMPAIGN_NAME', 'Winter, 2026', /CAMPAIGN_NAME: expected no comma/],
    ['CAMPAIGN_NAME', 'x'.repeat(101), /CAMPAIGN_NAME: expected at most 100/],
    ['WEBHOOK_KEY', 'x', /WEBHOOK_KEY: expected at least 16 characters/],
    ['WEBHOOK_KEY', ' , ', /WEBHOOK_KEY: expected a secret/],
    ['WEBHOOK_KEY_SIGNUP', 'fifteen-letters', /WEBHOOK_KEY_SIGNUP: expected at least 16/],
    ['WEBHOOK_KEY', `${'k'.repeat(16)},short`, /WEBHOOK_KEY: expected at least 16/],
    ['CALCOM_WEBHOOK_SECRET', '1', /CALCOM_WEBHOOK_SECRET: expected at least 16/],
    ['CALENDLY_WEBHOOK_SECRET', 'short', /CALENDLY_WEBHOOK_SECRET: expected at least 16/],
    ['UNSUBSCRIBE_SECRET', 'u'.repeat(31), /UNSUBSCRIBE_SECRET: expected at least 32/],
    ['ADMIN_TOKEN', 'a'.repeat(31), /ADMIN_TOKEN: expected at least 32/],
    ['ENCRYPTION_KEY', 'id:c2VjcmV0', /ENCRYPTION_KEY: expected id:base64 of 32 bytes/],
    ['SHADOW', 'yes', /SHADOW: expected true or false/],
    ['EVERGREEN_TOKEN', 'x', /EVERGREEN_TOKEN: no such setting/],
    ['WEBHOOK_KEY_ASESSMENT', 'misspelt', /WEBHOOK_KEY_ASESSMENT: no such setting/],
    ['WEBHOOK_KEY_REFERRALS', 'unheard of', /WEBHOOK_KEY_REFERRALS: no such setting$/m],
    ['RESEND_APIKEY', 're_of_somebody', /RESEND_APIKEY: no such setting; RESEND_API_KEY is one/],
    ['TESTING_MOD', 'true', /TESTING_MOD: no such setting; TESTING_MODE is one/],
    ['testing_mode', 'true', /testing_mode: no such setting; TESTING_MODE is one/],
    ['TRUSTED_PROXY', '10.0.0.1', /TRUSTED_PROXY: no such setting; TRUSTED_PROXIES is one/],
    ['CALCOM_WEBHOOKSECRET', 'x'.repeat(40), /CALCOM_WEBHOOKSECRET: no such setting; CALCOM/],
    ['CAMPAIGN_DEADLINEAT', '2026-01-31', /CAMPAIGN_DEADLINEAT: no such setting; CAMPAIGN_DEADL/],
    ['evergreen_token', 'secret', /evergreen_token: no such setting/],
    ...[
      '0.0.0.0/0',
      '128.0.0.0/1',
      '::/0',
      '2000::/3',
      '::ffff:0.0.0.0/96',
      '::/64',
      '10.0.0.0/33',
      '10.0.0.0/',
      '10.0.0.1:8000',
      'fe80::1%eth0',
      'localhost',
      '10.0.0.1;10.0.0.2',
    ].map((list): [string, string, RegExp] => [
      'TRUSTED_PROXIES',
      `192.168.0.1, ${list}`,
      /TRUSTED_PROXIES: expected addresses or CIDR/,
    ]),
    ...[
      'https:mail.example.org',
      'https:/mail.example.org',
      'https:\\\\mail.example.org',
      'https:///mail.example.org',
      'https://mail.example.org/a b',
      'https://mail.example.org/">',
      'https://mail.example.org/{{first_name}}',
      'https://mail..example.org',
      '"https://mail.example.org"',
    ].map((link): [string, string, RegExp] => ['PUBLIC_URL', link, /PUBLIC_URL: expected a URL/]),
    ['HOST', 'http://mail.example.org', /HOST: expected an address or a name/],
    ['HOST', '127.0.0.1@mail.example.org', /HOST: expected an address or a name/],
    ['PORT', '-1', /PORT: expected a port/],
    ['PORT', 'eighty', /PORT: expected a port/],
    ['RESEND_REQUESTS_PER_SECOND', 'NaN', /RESEND_REQUESTS_PER_SECOND: expected requests per/],
    ['NOTION_REQUESTS_PER_SECOND', 'Infinity', /NOTION_REQUESTS_PER_SECOND: expected requests/],
    ['NOTION_REQUESTS_PER_SECOND', '-0', /NOTION_REQUESTS_PER_SECOND: expected requests per/],
    ['CAMPAIGN_SPOTS_REMAINING', 'many', /CAMPAIGN_SPOTS_REMAINING: expected a whole number/],
    ['SENDER_ADDRESS', '\u200b\u2800', /SENDER_ADDRESS: expected text that readers can see/],
    ['SENDER_NAME', '\u2060\u3164', /SENDER_NAME: expected text that readers can see/],
    [
      'ADMIN_TOKEN',
      `${'a token that no header holds '.repeat(2)}é`,
      /ADMIN_TOKEN: expected letters/,
    ],
    [
      'WEBHOOK_KEY_SIGNUP',
      'a key that no header holds: 鍵',
      /WEBHOOK_KEY_SIGNUP: expected letters/,
    ],
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

  it('tells all that makes it unsafe at once, beside what is missing', () => {
    const unsafe = { SHADOW: 'on', ENCRYPTION_KEY: 'y', WEBHOOK_KEY: 'x', PUBLIC_URL: 'x:y' };
    const message = faultsOf({ ...complete, ...unsafe, CAMPAIGN_NAME: 'a,b', NOTION_TOKEN: '' });
    const names = [...message.matchAll(/^ {2}(\w+): /gm)].map(([, name]) => name);
    assert.deepEqual(names.map(String).toSorted(), [
      'CAMPAIGN_NAME',
      'ENCRYPTION_KEY',
      'NOTION_TOKEN',
      'PUBLIC_URL',
      'SHADOW',
      'WEBHOOK_KEY',
    ]);
  });

  const senders: [given: string, header: string][] = [
    ['Salon Sarah, Inc. <a@b.org>', '"Salon Sarah, Inc." <a@b.org>'],
    ['"Salon Sarah, Inc." <a@b.org>', '"Salon Sarah, Inc." <a@b.org>'],
    ['Sarah "the" Salon <a@b.org>', '"Sarah \\"the\\" Salon" <a@b.org>'],
    ['Salon: hair; nails (and more) <a@b.org>', '"Salon: hair; nails (and more)" <a@b.org>'],
    ["Sarah's Salon & Spa <a@b.org>", "Sarah's Salon & Spa <a@b.org>"],
    ['Zoë Müller <a@b.org>', 'Zoë Müller <a@b.org>'],
    ['Zoë <a@münchen.example>', 'Zoë <a@xn--mnchen-3ya.example>'],
    [' a@b.org ', 'a@b.org'],
    ['<a@b.org>', 'a@b.org'],
  ];
  for (const [given, header] of senders) {
    it(`writes the sender ${given} as ${header}`, () => {
      const env = { ...complete, RESEND_FROM_EMAIL: given, RESEND_REPLY_TO: given };
      const { sender } = loadConfig(env);
      assert.deepEqual([sender.from, sender.replyTo], [header, header]);
    });
  }

  it('takes empty for not set', () => {
    assert.equal(loadConfig({ ...complete, TESTING_MODE: '' }).isTesting, false);
    assert.match(faultsOf({ ...complete, NOTION_TOKEN: ' ' }), /NOTION_TOKEN: is required/);
  });

  it('takes secrets as they were pasted', () => {
    const own = { ADMIN_TOKEN: ` ${complete['ADMIN_TOKEN']}\n`, RESEND_API_KEY: ' re_own_key ' };
    const { adminToken, resend } = loadConfig({ ...complete, ...own });
    assert.equal(adminToken, complete['ADMIN_TOKEN']);
    assert.equal(resend.apiKey, 're_own_key');
  });

  it('believes proxies by address and range', () => {
    const list = '127.0.0.1, 10.0.0.0/8,fd00::/8, ::1 ,::ffff:192.168.0.0/112';
    const { isTrustedProxy } = loadConfig({ ...complete, TRUSTED_PROXIES: list });
    const addresses = ['127.0.0.1', '10.255.0.1', 'fd12::1', '::1', '127.0.0.2', '11.0.0.1', ''];
    const expected = [true, true, true, true, false, false, false];
    assert.deepEqual(
      addresses.map((one) => isTrustedProxy(one)),
      expected,
    );
  });

  it('takes names that have nothing to do with ours', () => {
    const others = { HOSTNAME: 'x', npm_package_name: 'x', PORTS: 'x', RESEND_WEBHOOKS_LIST: 'x' };
    assert.equal(faultsOf({ ...complete, ...others }), '');
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
    const wide = loadConfig({ ...complete, TESTING_RECIPIENTS: '@MÜNCHEN.example' });
    assert.ok(wide.isTestRecipient('anyone@xn--mnchen-3ya.example'));
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
    const openTelemetry = [
      'OTEL_EXPORTER_OTLP_ENDPOINT',
      'OTEL_EXPORTER_OTLP_HEADERS',
      'OTEL_TRACES_SAMPLER',
      'OTEL_TRACES_SAMPLER_ARG',
    ];
    const readByOthers = [...temporal, ...composeFile, ...openTelemetry];
    assert.deepEqual(named.toSorted(), [...settingNames, ...readByOthers].toSorted());
  });
});
