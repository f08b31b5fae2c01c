import assert from 'node:assert/strict';
import { knownSequences, standingOf } from '../../../src/campaign/older-runs.js';
import { contactKey } from '../../../src/domain/contact.js';
import type { Judged } from '../../../src/domain/import/judge.js';
import { judgeAll } from '../../../src/domain/import/judge-all.js';
import { type Cell, toOldRow } from '../../../src/domain/import/old-row.js';

const now = new Date('2025-12-03T12:00:00.000Z');
const secret = 'a secret of thirty-two characters';
const email = 'Sarah@salon.example';
const key = contactKey(secret, email);

type Row = Record<string, Cell | null>;

const rowsOf = (rows: Row[]) =>
  rows.map((row, index) => toOldRow(`line ${index + 2}`, Object.entries(row)));

const judge = (rows: Row[], contact: Row = {}): Judged[] => {
  const [known] = rowsOf([contact]);
  return judgeAll(rowsOf(rows), knownSequences, {
    now,
    isTesting: false,
    contactKeySecret: secret,
    contactsOf: () => (known ? [known] : []),
    standingOf,
  });
};

const one = (rows: Row | Row[], contact?: Row): Judged => {
  const judged = judge([rows].flat(), contact);
  assert.equal(judged.length, 1);
  return judged[0] ?? assert.fail('nobody');
};

/** What comes of each email: when it goes, or its state. */
const planOf = ({ emails }: Judged) =>
  emails.map(({ number, state, dueAt }) => `${number} ${state === 'scheduled' ? dueAt : state}`);

const wide = (more: Row = {}): Row => ({
  Email: email,
  'Sequence Type': '5day',
  'Email 1 Sent': '2025-12-01T10:30:00.000Z',
  'Email 2 Sent': '2025-12-02T10:31:00.000Z',
  ...more,
});

const long = (number: number, more: Row = {}): Row => ({
  Email: email,
  'Sequence Type': '5day',
  'Email Number': number,
  Status: 'sent',
  'Sent By': 'kestra',
  ...more,
});

describe('judging people of an older system', () => {
  const rest = [
    '1 sent',
    '2 sent',
    '3 2025-12-04T10:30:00.000Z',
    '4 2025-12-05T10:30:00.000Z',
    '5 2025-12-06T10:30:00.000Z',
  ];

  it("goes on with a row of Prefect's at the right email, by the original base", () => {
    const judged = one(wide());
    assert.equal(judged.verdict, 'ready');
    assert.equal(judged.id, `assessment/${key}`);
    assert.deepEqual(planOf(judged), rest);
    const { input } = judged.run ?? assert.fail('no run');
    assert.equal(input.acceptedAt, now.toISOString());
    assert.equal(input.happenedAt, '2025-12-01T10:30:00.000Z');
    assert.deepEqual(input.contact, { email, key });
    assert.equal(input.alerts, undefined);
  });

  it("goes on with rows of Kestra's alike", () => {
    const judged = one([
      long(1, { 'Sent By': 'website', 'Sent At': '2025-12-01T11:30:00+01:00' }),
      long(2, { 'Sent At': '2025-12-02T10:31:00Z' }),
      long(3, { Status: 'Scheduled' }),
    ]);
    assert.deepEqual([judged.verdict, planOf(judged)], ['ready', rest]);
    assert.equal(judged.emails[1]?.reason, 'sent by kestra');
  });

  it('sends a late email now, keeps the gap, and skips what is too late', () => {
    const late = one(wide({ 'Email 2 Sent': null, 'Email 1 Sent': '2025-12-02T06:00:00Z' }));
    assert.deepEqual(planOf(late).slice(1, 3), [
      '2 2025-12-03T12:00:00.000Z',
      '3 2025-12-05T06:00:00.000Z',
    ]);
    const skipped = one(wide({ 'Email 2 Sent': null }));
    assert.deepEqual(planOf(skipped)[1], '2 skipped');
    assert.deepEqual(skipped.notes[0], 'too late: email 2');
  });

  it('takes the base of later sequences from the first email', () => {
    const judged = one({
      Email: email,
      'Sequence Type': 'postcall',
      'Email 1 Sent': '2025-12-01T11:00:00Z',
      'Call Date': '2025-12-01',
    });
    assert.equal(judged.id, `post-call/${key}/2025-12-01`);
    assert.equal(judged.base, '2025-12-01T10:00:00.000Z');
    assert.equal(planOf(judged)[1], '2 2025-12-04T10:00:00.000Z');
  });

  it('has the data that the tracker or the contact knows, and no default for what nobody told', () => {
    const { run, notes } = one(wide({ 'Weakest System 1': 'GPS' }), {
      first_name: 'Sarah',
      'Assessment Score': 38,
      Segment: 'URGENT',
    });
    assert.deepEqual(run?.input.data, { assessment_score: 38, weakest_system_1: 'GPS' });
    assert.equal(run?.input.contact.firstName, 'Sarah');
    assert.equal(run?.input.segment, 'URGENT');
    assert.deepEqual(notes, ['nothing tells weakest_system_2, strongest_system']);
  });

  it('never plans the first email of an assessment, whatever became of it', () => {
    const judged = one([
      long(1, { Status: 'failed', Base: '2025-12-03T09:00:00Z' }),
      long(2, { Status: 'pending' }),
    ]);
    assert.deepEqual(planOf(judged).slice(0, 2), ['1 failed', '2 2025-12-04T09:00:00.000Z']);
    const isOpen = one([long(1, { Status: 'pending', Base: '2025-12-03T09:00:00Z' })]);
    assert.match(isOpen.why ?? '', /email 1 is not marked as sent/);
  });

  const conflicts: [what: string, rows: Row | Row[], why: RegExp, contact?: Row][] = [
    ['sent without a date', wide({ 'Email 2 Sent': true }), /email 2 is sent without a date/],
    ['a word instead', wide({ 'Email 2 Sent': 'sent' }), /email 2 is sent without a date/],
    ['a date that is none', wide({ 'Email 2 Sent': 'soon' }), /is no date/],
    ['a number', wide({ 'Email 2 Sent': 2 }), /is a number/],
    ['the future', wide({ 'Email 2 Sent': '2025-12-04T00:00:00Z' }), /lies in the future/],
    [
      'a hole',
      wide({ 'Email 2 Sent': null, 'Email 3 Sent': '2025-12-03T10:30:00Z' }),
      /email 2 is not/,
    ],
    ['another order', wide({ 'Email 2 Sent': '2025-11-30T10:30:00Z' }), /before email 1/],
    ['only a day', wide({ 'Email 1 Sent': '2025-12-01' }), /the day alone is known/],
    ['no beginning', wide({ 'Email 1 Sent': null, 'Email 2 Sent': null }), /nothing tells when/],
    ['a strange status', wide({ Status: 'on ice' }), /status "on ice"/],
    ['a sixth email', wide({ 'Email 6 Sent': '2025-12-02T10:30:00Z' }), /has no email 6/],
    ['two rows', [wide(), wide()], /2 rows tell of all emails/],
    ['both shapes', [wide(), long(3, { Status: 'pending' })], /one row tells of all emails/],
    ['no address', { ...wide(), Email: null }, /it names no address/],
    ['no mailbox', { ...wide(), Email: 'sarah' }, /its address is none/],
    ['no sequence', { ...wide(), 'Sequence Type': null }, /it names no sequence/],
    ['another sequence', { ...wide(), 'Sequence Type': 'spring' }, /"spring" is none/],
    ['no call', { ...wide(), 'Sequence Type': 'noshow' }, /calendly_event_uri: is required/],
    ['data that fits no event', wide({ 'Red Systems': 12 }), /red_systems/],
    ['sent without a time', [long(1)], /email 1 is sent without a date/],
    [
      'scheduled with a time',
      [long(1, { Status: 'scheduled', 'Sent At': '2025-12-01T10:30:00Z' })],
      /has a time at which it was sent/,
    ],
    ['no status', [long(1, { Status: null })], /it has no status/],
    ['unknown', [long(1, { Status: 'unknown' })], /status "unknown" is none/],
    ['no number', [{ ...long(1), 'Email Number': null }], /its email number is missing/],
    ['half a number', [{ ...long(1), 'Email Number': 1.5 }], /its email number is missing/],
    [
      'an email twice',
      [long(1, { 'Sent At': '2025-12-01T10:30:00Z' }), long(1, { Status: 'pending' })],
      /several rows tell of email 1/,
    ],
    ['a booking', wide(), /Booking Status is "Booked"/, { 'Booking Status': 'Booked' }],
    ['an odd Email Status', wide(), /may mean anything/, { 'Email Status': 'Paused' }],
  ];
  for (const [what, rows, why, contact] of conflicts) {
    it(`shows as a conflict, and starts nothing for: ${what}`, () => {
      const judged = one(rows, contact);
      assert.equal(judged.verdict, 'conflict');
      assert.match(judged.why ?? '', why);
      assert.equal(judged.run, undefined);
    });
  }

  const over: [what: string, rows: Row | Row[], why: RegExp, contact?: Row][] = [
    [
      'everything is sent',
      [1, 2, 3, 4, 5].map((number) => long(number, { 'Sent At': `2025-11-2${number}T10:30:00Z` })),
      /every email has its fate/,
    ],
    [
      'it was stopped there',
      [long(1, { 'Sent At': '2025-12-01T10:30:00Z' }), long(2, { Status: 'cancelled' })],
      /stopped there before email 2/,
    ],
    ['the row says so', wide({ Status: 'Completed' }), /"Completed" there/],
    [
      'all is too late',
      wide({ 'Email 1 Sent': '2025-11-01T10:30:00Z', 'Email 2 Sent': '2025-11-02T10:30:00Z' }),
      /too late/,
    ],
    ['they unsubscribed', wide(), /unsubscribed/, { 'Email Status': 'Unsubscribed' }],
    ['their mail bounced', wide(), /bounced/, { 'Email Status': 'Bounced' }],
  ];
  for (const [what, rows, why, contact] of over) {
    it(`leaves alone whoever gets nothing more, as ${what}`, () => {
      const judged = one(rows, contact);
      assert.equal(judged.verdict, 'nothing left', judged.why);
      assert.match(judged.why ?? '', why);
      assert.equal(judged.run, undefined);
    });
  }

  it('goes on with a client who unsubscribed', () => {
    const row = { ...wide({ 'Email 2 Sent': null }), 'Sequence Type': 'onboarding' };
    assert.equal(one(row, { 'Email Status': 'Unsubscribed' }).verdict, 'ready');
  });

  it('ends an assessment by a later event of the same person, and not by an earlier one', () => {
    const client = (at: string) => ({
      Email: email.toLowerCase(),
      'Sequence Type': 'onboarding',
      'Email 1 Sent': at,
    });
    const verdicts = (at: string) =>
      Object.fromEntries(
        judge([wide(), client(at)]).map((one) => [one.sequence, one.why ?? one.verdict]),
      );
    assert.equal(verdicts('2025-12-02T12:00:00Z')['assessment'], 'ended by onboarding');
    assert.deepEqual(verdicts('2025-12-01T01:00:00Z'), {
      assessment: 'ready',
      onboarding: 'ready',
    });
    assert.match(
      judge([wide(), { ...client(''), 'Email 1 Sent': true }]).find(
        ({ sequence }) => sequence === 'assessment',
      )?.why ?? '',
      /onboarding may have ended it/,
    );
  });

  it('goes on with runs of our own, whose rows are all that is left of them', () => {
    const ownId = `no-show/${key}/0123456789abcdef`;
    const own = (number: number, status: string, more: Row = {}): Row => ({
      Email: email,
      'Sequence Type': 'noshow',
      'Email Number': number,
      Status: status,
      'Sent By': 'evergreen',
      'Scheduled At': `2025-12-0${number + 1}T12:05:00.000Z`,
      Key: `${ownId}/${number}`,
      ...more,
    });
    const judged = one([
      own(1, 'sent', { 'Sent At': '2025-12-02T12:05:01.000Z', 'Resend ID': 'r1' }),
      own(2, 'unknown'),
      own(3, 'scheduled', { 'Scheduled At': '2025-12-05T09:00:00.000Z' }),
    ]);
    assert.deepEqual([judged.verdict, judged.id], ['ready', ownId]);
    assert.deepEqual(planOf(judged), ['1 sent', '2 unknown', '3 2025-12-05T09:00:00.000Z']);
    assert.equal(judged.run?.input.occasion, '0123456789abcdef');
    const ended = one([
      own(1, 'sent', { 'Sent At': '2025-12-02T12:05:01.000Z' }),
      own(2, 'stopped'),
      own(3, 'stopped'),
    ]);
    assert.equal(ended.verdict, 'nothing left');
    const foreign = one([{ ...own(1, 'scheduled'), Key: `no-show/${'0'.repeat(32)}/x/1` }]);
    assert.match(foreign.why ?? '', /another CONTACT_KEY_SECRET/);
  });

  it('passes over empty rows, and puts first who is due first', () => {
    const later = {
      ...wide(),
      Email: 'later@salon.example',
      'Email 1 Sent': '2025-12-01T20:30:00.000Z',
      'Email 2 Sent': '2025-12-02T20:30:00.000Z',
    };
    const judged = judge([{ Email: null, 'Email 1 Sent': false }, later, wide()]);
    assert.deepEqual(
      judged.map((person) => person.email),
      [email, 'later@salon.example'],
    );
  });
});
