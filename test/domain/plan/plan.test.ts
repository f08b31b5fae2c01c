import assert from 'node:assert/strict';
import fc from 'fast-check';
import { assessment as defined } from '../../../src/campaign/sequences/assessment.js';
import { HOUR, MINUTE, SECOND } from '../../../src/domain/duration.js';
import { forecast, paceOf, plan } from '../../../src/domain/plan/plan.js';

const assessment = defined.sequence;

const base = new Date('2025-12-01T10:30:00Z');
const after = (ms: number) => new Date(base.getTime() + ms);
const planAt = (now: Date, isTesting = false) => plan(assessment, { base, now, isTesting });

/** Each email of ours as `number state hours`, hours counted from the base. */
const table = (now: Date) =>
  planAt(now)
    .filter(({ sentBy }) => sentBy === 'evergreen')
    .map(({ number, state, dueAt }) => {
      const hours = (Date.parse(dueAt) - base.getTime()) / HOUR;
      return `#${number} ${state} +${hours}h`;
    });

describe('plan', () => {
  it('sends #2 to #5 one, three, four and five days after the website sent #1', () => {
    assert.deepEqual(
      planAt(base).map(({ number, sentBy, state, dueAt }) => [number, sentBy, state, dueAt]),
      [
        [1, 'website', 'sent', '2025-12-01T10:30:00.000Z'],
        [2, 'evergreen', 'scheduled', '2025-12-02T10:30:00.000Z'],
        [3, 'evergreen', 'scheduled', '2025-12-04T10:30:00.000Z'],
        [4, 'evergreen', 'scheduled', '2025-12-05T10:30:00.000Z'],
        [5, 'evergreen', 'scheduled', '2025-12-06T10:30:00.000Z'],
      ],
    );
  });

  it('takes one to four minutes in testing mode', () => {
    const delays = planAt(base, true).map(({ dueAt }) => Date.parse(dueAt) - base.getTime());
    assert.deepEqual(
      delays,
      [0, 1, 2, 3, 4].map((minutes) => minutes * MINUTE),
    );
  });

  const lateness: [string, number, string[]][] = [
    [
      'on time',
      0,
      ['#2 scheduled +24h', '#3 scheduled +72h', '#4 scheduled +96h', '#5 scheduled +120h'],
    ],
    [
      'late, within the grace of #2',
      30,
      ['#2 scheduled +30h', '#3 scheduled +72h', '#4 scheduled +96h', '#5 scheduled +120h'],
    ],
    [
      'at the last moment of the grace of #2',
      48,
      ['#2 scheduled +48h', '#3 scheduled +72h', '#4 scheduled +96h', '#5 scheduled +120h'],
    ],
    [
      'past the grace of #2',
      49,
      ['#2 skipped +24h', '#3 scheduled +72h', '#4 scheduled +96h', '#5 scheduled +120h'],
    ],
    [
      'so late that #3 pushes #4 by the gap',
      90,
      ['#2 skipped +24h', '#3 scheduled +90h', '#4 scheduled +102h', '#5 scheduled +120h'],
    ],
    [
      'so late that #3 pushes #4 and #4 pushes #5',
      96,
      ['#2 skipped +24h', '#3 scheduled +96h', '#4 scheduled +108h', '#5 scheduled +120h'],
    ],
    [
      'so late that #4 pushes #5',
      115,
      ['#2 skipped +24h', '#3 skipped +72h', '#4 scheduled +115h', '#5 scheduled +127h'],
    ],
    [
      'years late',
      24 * 800,
      ['#2 skipped +24h', '#3 skipped +72h', '#4 skipped +96h', '#5 skipped +120h'],
    ],
  ];
  for (const [what, hours, expected] of lateness) {
    it(`${what}: ${hours} h after the base`, () => {
      assert.deepEqual(table(after(hours * HOUR)), expected);
    });
  }

  it('says why an email is skipped', () => {
    assert.equal(planAt(after(49 * HOUR))[1]?.reason, 'too_late');
  });

  it('tells what the website says of its own email, and sends ours all the same', () => {
    const website = { state: 'failed', reason: 'bounced' } as const;
    const [first, second] = plan(assessment, { base, now: base, isTesting: false, website });
    assert.equal(first?.state, 'failed');
    assert.equal(first?.reason, 'bounced');
    assert.equal(second?.state, 'scheduled');
  });

  it('says when the website sent its own email only where it was sent', () => {
    const firstOf = (state: 'sent' | 'failed' | 'unknown') =>
      plan(assessment, { base, now: base, isTesting: false, website: { state } })[0];
    const fact = {
      number: 1,
      template: assessment.emails[0]?.template,
      sentBy: 'website',
      plannedAt: base.toISOString(),
      dueAt: base.toISOString(),
    };
    assert.deepEqual(firstOf('sent'), { ...fact, state: 'sent', at: base.toISOString() });
    for (const state of ['failed', 'unknown'] as const) {
      assert.deepEqual(firstOf(state), { ...fact, state });
    }
  });

  it('keeps the gap to the email of the website, and none to one that has failed', () => {
    const near = { ...assessment, pace: { ...assessment.pace, gapMs: 30 * HOUR } };
    const secondAfter = (state: 'sent' | 'failed') =>
      plan(near, { base, now: base, isTesting: false, website: { state } })[1]?.dueAt;
    assert.equal(secondAfter('sent'), after(30 * HOUR).toISOString());
    assert.equal(secondAfter('failed'), after(24 * HOUR).toISOString());
  });

  it('takes what is known of emails that another system sent, each by its number', () => {
    const sentAt = after(25 * HOUR).toISOString();
    const known = [
      { number: 3, state: 'skipped', reason: 'operator' },
      { number: 2, state: 'sent', at: sentAt, plannedAt: after(23 * HOUR).toISOString() },
    ] as const;
    const emails = plan(assessment, { base, now: after(26 * HOUR), isTesting: false, known });
    assert.deepEqual(
      emails.map(({ number, state, plannedAt, at, reason }) => [
        number,
        state,
        (Date.parse(plannedAt) - base.getTime()) / HOUR,
        at ?? reason,
      ]),
      [
        [1, 'sent', 0, base.toISOString()],
        [2, 'sent', 23, sentAt],
        [3, 'skipped', 72, 'operator'],
        [4, 'scheduled', 96, undefined],
        [5, 'scheduled', 120, undefined],
      ],
    );
  });

  it('keeps its laws for any base, lateness and mode', () => {
    const instants = fc.date({
      min: new Date('2000-01-01'),
      max: new Date('2100-01-01'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(
        instants,
        fc.integer({ min: -300, max: 200 * 60 }),
        fc.boolean(),
        (start, minutes, isTesting) => {
          const now = new Date(start.getTime() + minutes * MINUTE);
          const emails = plan(assessment, { base: start, now, isTesting });
          const pace = paceOf(assessment, isTesting);
          const [website, ...ours] = emails;
          assert.equal(website?.state, 'sent', 'the website sends #1, we never do');
          const going = ours.filter(({ state }) => state === 'scheduled');
          for (const [index, email] of going.entries()) {
            const due = Date.parse(email.dueAt);
            const planned = Date.parse(email.plannedAt);
            assert.ok(due >= planned, 'none early');
            assert.ok(due <= planned + pace.graceMs, 'none after its grace');
            assert.ok(
              due >= planned && (due === planned || due >= now.getTime()),
              'none in the past',
            );
            const next = going[index + 1];
            if (next) assert.ok(Date.parse(next.dueAt) - due >= pace.gapMs, 'never a burst');
          }
          for (const { state, plannedAt } of ours) {
            const tooLate = now.getTime() > Date.parse(plannedAt) + pace.graceMs;
            if (tooLate) assert.equal(state, 'skipped');
          }
          assert.deepEqual(
            forecast(emails, pace, now),
            emails,
            'forecasting again changes nothing',
          );
        },
      ),
    );
  });
});

describe('forecast', () => {
  const pace = paceOf(assessment, false);

  it('keeps the gap to an email that went late', () => {
    const sentAt = after(47 * HOUR).toISOString();
    const emails = planAt(base).map((email) =>
      email.number === 2 ? { ...email, state: 'sent' as const, at: sentAt } : email,
    );
    const third = forecast(emails, { ...pace, gapMs: 30 * HOUR }, after(48 * HOUR))[2];
    assert.equal(third?.dueAt, after(77 * HOUR).toISOString());
    assert.equal(third?.plannedAt, after(72 * HOUR).toISOString());
  });

  it('keeps the gap to an email that may have been sent', () => {
    const emails = planAt(base).map((email) =>
      email.number === 3
        ? { ...email, state: 'unknown' as const, at: after(95 * HOUR).toISOString() }
        : email,
    );
    assert.equal(
      forecast(emails, pace, after(95 * HOUR))[3]?.dueAt,
      after(107 * HOUR).toISOString(),
    );
  });

  it('needs no gap to an email that was surely not sent', () => {
    const emails = planAt(base).map((email) =>
      email.number === 3
        ? { ...email, state: 'failed' as const, at: after(95 * HOUR).toISOString() }
        : email,
    );
    assert.equal(
      forecast(emails, pace, after(95 * HOUR + SECOND))[3]?.dueAt,
      after(96 * HOUR).toISOString(),
    );
  });
});
