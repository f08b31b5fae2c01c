import assert from 'node:assert/strict';
import fc from 'fast-check';
import { InvalidEvent } from '../../src/domain/errors.js';
import { readAssessment } from '../../src/domain/events/assessment.js';
import { segmentOf } from '../../src/domain/segment.js';

const now = new Date('2025-12-01T12:00:00Z');
const read = (body: unknown) => readAssessment(body, now);
const faultsOf = (body: unknown): string[] => {
  try {
    read(body);
    return [];
  } catch (error) {
    assert.ok(error instanceof InvalidEvent, String(error));
    return error.faults.map(({ path }) => path);
  }
};

describe('readAssessment', () => {
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

  it('reads a time without an offset as UTC, with a warning', () => {
    const { base, warnings } = read({ email: 'a@b.org', email_1_sent_at: '2025-12-01T10:30:00' });
    assert.deepEqual(base, new Date('2025-12-01T10:30:00Z'));
    assert.match(warnings.join(), /no offset/);
  });

  it('takes a time up to five minutes ahead, and any past one', () => {
    assert.deepEqual(faultsOf({ email: 'a@b.org', email_1_sent_at: '2025-12-01T12:05:00Z' }), []);
    assert.deepEqual(faultsOf({ email: 'a@b.org', email_1_sent_at: '1999-01-01T00:00:00Z' }), []);
  });

  const websiteStates: [string, string][] = [
    ['sent', 'sent'],
    ['Delivered', 'sent'],
    ['failed', 'failed'],
    ['bounced', 'failed'],
    ['queued', 'unknown'],
  ];
  for (const [status, state] of websiteStates) {
    it(`reads email_1_status ${status} as ${state}`, () => {
      const { website, warnings } = read({
        email: 'a@b.org',
        email_1_sent_at: '2025-12-01T10:30:00Z',
        email_1_status: status,
      });
      assert.equal(website?.state, state);
      assert.equal(website?.reason, state === 'sent' ? undefined : status);
      assert.equal(warnings.length, state === 'sent' ? 0 : 1);
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
    ['a count in words', { email: 'a@b.org', red_systems: 'two' }, ['red_systems']],
    ['a count as decimal text', { email: 'a@b.org', red_systems: '2.0' }, ['red_systems']],
    ['a negative count', { email: 'a@b.org', orange_systems: -1 }, ['orange_systems']],
    ['a count over eight', { email: 'a@b.org', yellow_systems: 9 }, ['yellow_systems']],
    ['a boolean count', { email: 'a@b.org', green_systems: true }, ['green_systems']],
    ['a broken count', { email: 'a@b.org', red_systems: 1.5 }, ['red_systems']],
    ['a score over 100', { email: 'a@b.org', assessment_score: 101 }, ['assessment_score']],
    ['a negative leak', { email: 'a@b.org', revenue_leak_total: -1 }, ['revenue_leak_total']],
    ['a list as name', { email: 'a@b.org', first_name: ['x'] }, ['first_name']],
    ['a line break in a name', { email: 'a@b.org', first_name: 'a\nb' }, ['first_name']],
    ['a NUL in a name', { email: 'a@b.org', business_name: 'a\u0000b' }, ['business_name']],
    ['half a surrogate pair', { email: 'a@b.org', last_name: '\ud800' }, ['last_name']],
    [
      'a name of over 200 characters',
      { email: 'a@b.org', first_name: 'x'.repeat(201) },
      ['first_name'],
    ],
    ['a word as time', { email: 'a@b.org', email_1_sent_at: 'yesterday' }, ['email_1_sent_at']],
    [
      'an impossible month',
      { email: 'a@b.org', email_1_sent_at: '2025-13-01' },
      ['email_1_sent_at'],
    ],
    ['a number as time', { email: 'a@b.org', email_1_sent_at: 1733049000 }, ['email_1_sent_at']],
    [
      'a time over five minutes ahead',
      { email: 'a@b.org', email_1_sent_at: '2025-12-01T12:05:01Z' },
      ['email_1_sent_at'],
    ],
    [
      'several faults at once',
      { email: 'x', red_systems: 9, email_1_sent_at: 'now' },
      ['email', 'red_systems', 'email_1_sent_at'],
    ],
    ['a list', [], ['']],
    ['a text', 'email', ['']],
    ['null', null, ['']],
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
