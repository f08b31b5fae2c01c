import assert from 'node:assert/strict';
import { long, one, type Row, wide } from './older-people.js';

describe('people of an older system who are not gone on with', () => {
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
    [
      'one that a report has called so',
      wide({ Verdict: 'conflict' }),
      /empty its Verdict once it is mended/,
    ],
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
    [
      'a time that nobody means',
      [long(2, { Status: 'pending', 'Scheduled At': '9999-12-31T23:59:59Z' })],
      /more than a hundred years ahead/,
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
});
