import assert from 'node:assert/strict';
import fc from 'fast-check';
import { assessment } from '../../../src/campaign/sequences/assessment.js';
import { segmentOf } from '../../../src/domain/event/segment.js';
import { accepted, faultsOf as faultsIn } from '../../support/reading.js';

const now = new Date('2025-12-01T12:00:00Z');
const read = (body: unknown) => accepted(assessment.event, body, now);
const faultsOf = (body: unknown) => faultsIn(() => assessment.event.read(body, now));

describe('the event of an assessment', () => {
  it('reads a whole assessment', () => {
    const event = read({
      email: ' Sarah@Example.com ',
      first_name: ' Sarah ',
      last_name: 'Lee',
      business_name: 'Salon "Sarah"',
      red_systems: '2',
      orange_systems: 1,
      yellow_systems: 0,
      green_systems: 5,
      assessment_score: 0,
      weakest_system_1: 'GPS',
      revenue_leak_total: 14700,
      email_1_sent_at: '2025-12-01T12:30:00+02:00',
      email_1_status: 'delivered',
      unknown_field: { ignored: true },
    });
    assert.deepEqual(event, {
      contact: {
        email: 'Sarah@Example.com',
        firstName: 'Sarah',
        lastName: 'Lee',
        businessName: 'Salon "Sarah"',
      },
      data: {
        red_systems: 2,
        orange_systems: 1,
        yellow_systems: 0,
        green_systems: 5,
        assessment_score: 0,
        weakest_system_1: 'GPS',
        revenue_leak_total: 14700,
      },
      segment: 'CRITICAL',
      base: new Date('2025-12-01T10:30:00Z'),
      website: { state: 'sent' },
      warnings: [],
      alerts: ['hot_lead'],
    });
  });

  it('takes an address alone, and says that times count from now', () => {
    const { contact, base, warnings, segment } = read({ email: 'a@b.org' });
    assert.deepEqual(contact, { email: 'a@b.org' });
    assert.deepEqual(base, now);
    assert.equal(segment, 'OPTIMIZE');
    assert.match(warnings.join(), /email_1_sent_at is missing/);
  });

  it('counts empty text and null as missing, everywhere', () => {
    const { contact, data, website } = read({
      email: 'a@b.org',
      first_name: '',
      last_name: null,
      red_systems: ' ',
      assessment_score: null,
      email_1_sent_at: '',
      email_1_status: '',
    });
    assert.deepEqual(contact, { email: 'a@b.org' });
    assert.equal(data['red_systems'], 0);
    assert.equal('assessment_score' in data, false);
    assert.equal(website?.state, 'sent');
  });

  it('takes the first name from name when it is missing', () => {
    assert.equal(read({ email: 'a@b.org', name: 'Mary Ann' }).contact.firstName, 'Mary Ann');
  });

  it('keeps both names when both are there', () => {
    const { contact } = read({ email: 'a@b.org', first_name: 'Mary', name: 'Mary Ann Lee' });
    assert.equal(contact.firstName, 'Mary');
  });

  it('adds up no counts: each of the four goes up to eight', () => {
    const counts = { red_systems: 8, orange_systems: '8', yellow_systems: 8, green_systems: 8 };
    assert.deepEqual(faultsOf({ email: 'a@b.org', ...counts }), []);
  });

  const times: [posted: unknown, base: string, warning?: RegExp][] = [
    ['2025-12-01T10:30:00Z', '2025-12-01T10:30:00.000Z'],
    ['2025-12-01T10:30:00.123Z', '2025-12-01T10:30:00.123Z'],
    ['2025-12-01T10:30:00.123456789Z', '2025-12-01T10:30:00.123Z'],
    ['2025-12-01T10:30Z', '2025-12-01T10:30:00.000Z'],
    ['  2025-12-01T10:30:00Z\n', '2025-12-01T10:30:00.000Z'],
    ['2025-12-01T12:30:00+02:00', '2025-12-01T10:30:00.000Z'],
    ['2025-12-01T05:30:00-0500', '2025-12-01T10:30:00.000Z'],
    ['2025-12-01T16:00:00+05:30', '2025-12-01T10:30:00.000Z'],
    ['2025-12-02T00:30:00+14:00', '2025-12-01T10:30:00.000Z'],
    ['20251201T103000Z', '2025-12-01T10:30:00.000Z'],
    ['2025-12-01T11:30:00+01:00[Europe/Berlin]', '2025-12-01T10:30:00.000Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
    ['1999-01-01T00:00:00Z', '1999-01-01T00:00:00.000Z'],
    ['2025-12-01T12:05:00Z', '2025-12-01T12:05:00.000Z'],
    ['2025-12-01T10:30:00', '2025-12-01T10:30:00.000Z', /no offset/],
    ['2025-12-01 10:30', '2025-12-01T10:30:00.000Z', /no offset/],
    ['2025-12-01', '2025-12-01T00:00:00.000Z', /no offset/],
    [undefined, '2025-12-01T12:00:00.000Z', /is missing/],
    [null, '2025-12-01T12:00:00.000Z', /is missing/],
    ['', '2025-12-01T12:00:00.000Z', /is missing/],
    ['  ', '2025-12-01T12:00:00.000Z', /is missing/],
  ];
  for (const [posted, expected, warning] of times) {
    it(`counts from ${expected} when told ${JSON.stringify(posted)}${warning ? ', and warns' : ''}`, () => {
      const { base, warnings } = read({ email: 'a@b.org', email_1_sent_at: posted });
      assert.equal(base.toISOString(), expected);
      assert.equal(warnings.length, warning ? 1 : 0);
      if (warning) assert.match(warnings.join(), warning);
    });
  }

  const noTimes: unknown[] = [
    'yesterday',
    'now',
    '2025-13-01',
    '2025-02-29',
    '2025-12-01T25:00Z',
    '2025-12-01T10:30:00+25:00',
    '2025-12-01T10:30[Europe/Berlin]',
    '2025-12',
    '10:30',
    '01/12/2025',
    'Mon, 01 Dec 2025 10:30:00 GMT',
    '-000001-01-01T00:00:00Z',
    '+002025-12-01T10:30:00Z',
    '1733049000',
    '1733049000000',
    1733049000,
    0,
    true,
    false,
    ['2025-12-01T10:30:00Z'],
    { at: '2025-12-01T10:30:00Z' },
    '2025-12-01T12:05:00.001Z',
    '2035-12-01T10:30:00Z',
  ];
  for (const posted of noTimes) {
    it(`refuses ${JSON.stringify(posted)} as time`, () =>
      assert.deepEqual(faultsOf({ email: 'a@b.org', email_1_sent_at: posted }), [
        'email_1_sent_at',
      ]));
  }

  const websiteStates: [string, string][] = [
    ['sent', 'sent'],
    ['delivered', 'sent'],
    ['Delivered', 'sent'],
    [' SENT ', 'sent'],
    ['failed', 'failed'],
    ['bounced', 'failed'],
    ['Bounced', 'failed'],
    ['queued', 'unknown'],
    ['pending: sarah@salon.example', 'unknown'],
    ['constructor', 'unknown'],
    ['__proto__', 'unknown'],
  ];
  for (const [status, state] of websiteStates) {
    it(`reads email_1_status "${status}" as ${state}`, () => {
      const { website, warnings } = read({
        email: 'a@b.org',
        email_1_sent_at: '2025-12-01T10:30:00Z',
        email_1_status: status,
      });
      assert.equal(website?.state, state);
      assert.equal(website?.reason, state === 'sent' ? undefined : status);
      assert.equal(warnings.length, state === 'sent' ? 0 : 1);
      assert.doesNotMatch(warnings.join(), /salon/, 'warnings are logged, so they quote nothing');
    });
  }

  const faulty: [string, unknown, string[]][] = [
    ['no address', {}, ['email']],
    ['an empty address', { email: ' ' }, ['email']],
    ['a number as address', { email: 5 }, ['email']],
    ['an address without @', { email: 'sarah' }, ['email']],
    ['an address with a display name', { email: 'Sarah <a@b.org>' }, ['email']],
    ['two addresses', { email: 'a@b.org,c@d.org' }, ['email']],
    ['an address with a line break', { email: 'a@b.org\nBcc: c@d.org' }, ['email']],
    ['an address of over 200 characters', { email: `${'a'.repeat(200)}@b.org` }, ['email']],
    ['an address with two faults, once', { email: 'x'.repeat(201) }, ['email']],
    ['a control character that an IDN would lose', { email: 'a@b\t.org' }, ['email']],
    ['a list as name', { email: 'a@b.org', first_name: ['x'] }, ['first_name']],
    ['a line break in a name', { email: 'a@b.org', first_name: 'a\nb' }, ['first_name']],
    ['a NUL in a name', { email: 'a@b.org', business_name: 'a\u0000b' }, ['business_name']],
    ['half a surrogate pair', { email: 'a@b.org', last_name: '\ud800' }, ['last_name']],
    [
      'a name of over 200 characters',
      { email: 'a@b.org', first_name: 'x'.repeat(201) },
      ['first_name'],
    ],
  ];
  for (const [what, body, paths] of faulty) {
    it(`refuses ${what}, naming the field`, () => assert.deepEqual(faultsOf(body), paths));
  }

  it('either reads or refuses any JSON, never anything else', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.emailAddress(), (value, email) => {
        faultsOf(value);
        faultsOf({ email, first_name: value, red_systems: value, email_1_sent_at: value });
      }),
    );
  });
});

describe('segmentOf', () => {
  const table: [number, number, string][] = [
    [0, 0, 'OPTIMIZE'],
    [0, 1, 'OPTIMIZE'],
    [0, 2, 'URGENT'],
    [0, 8, 'URGENT'],
    [1, 0, 'URGENT'],
    [1, 8, 'URGENT'],
    [2, 0, 'CRITICAL'],
    [8, 8, 'CRITICAL'],
  ];
  for (const [red, orange, segment] of table) {
    it(`${red} red, ${orange} orange: ${segment}`, () =>
      assert.equal(segmentOf({ red, orange }), segment));
  }
});
