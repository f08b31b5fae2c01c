import assert from 'node:assert/strict';
import { email, judge, key, long, now, one, planOf, type Row, wide } from './older-people.js';

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
    const { run, lacks } = one(wide({ 'Weakest System 1': 'GPS' }), {
      first_name: 'Sarah',
      'Assessment Score': 38,
      Segment: 'URGENT',
    });
    assert.deepEqual(run?.input.data, { assessment_score: 38, weakest_system_1: 'GPS' });
    assert.equal(run?.input.contact.firstName, 'Sarah');
    assert.equal(run?.input.segment, 'URGENT');
    assert.deepEqual(lacks, ['weakest_system_2', 'strongest_system']);
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

  it('goes on with a client who unsubscribed', () => {
    const row = { ...wide({ 'Email 2 Sent': null }), 'Sequence Type': 'onboarding' };
    assert.equal(one(row, { 'Email Status': 'Unsubscribed' }).verdict, 'ready');
  });

  it('knows one person by each way to write their address', () => {
    const assessment = wide({ Email: 'sarah@münchen.example' });
    const client = {
      Email: 'Sarah@xn--mnchen-3ya.example',
      'Sequence Type': 'onboarding',
      'Email 1 Sent': '2025-12-02T12:00:00Z',
    };
    const first = judge([assessment, client]).find(({ sequence }) => sequence === 'assessment');
    assert.equal(first?.why, 'ended by onboarding');
  });

  it('ends an assessment by a later event of the same person, and not by an earlier one', () => {
    const client = (at: string) => ({
      Email: email.toLowerCase(),
      'Sequence Type': 'onboarding',
      'Email 1 Sent': at,
    });
    const verdicts = (at: string) =>
      Object.fromEntries(
        judge([wide(), client(at)]).map(({ sequence, why, verdict }) => [sequence, why ?? verdict]),
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
