import assert from 'node:assert/strict';
import { sequences } from '../../src/campaign/sequences/index.js';
import { stopNamed, suppressionOf } from '../../src/campaign/stops.js';
import { HOUR, MINUTE } from '../../src/domain/duration.js';

const at = (ms: number) => (ms % HOUR === 0 ? `${ms / HOUR} h` : `${ms / MINUTE} min`);

/** A whole sequence as a person would write it down. */
const calendars: Record<keyof typeof sequences, string[]> = {
  assessment: [
    '5day, marketing, from email_1_sent_at, "Nurture Sequence"',
    '#1 5-Day E1, website',
    '#2 5-Day E2, 24 h, 1 min',
    '#3 5-Day E3, 72 h, 2 min',
    '#4 5-Day E4, 96 h, 3 min',
    '#5 5-Day E5, 120 h, 4 min',
  ],
  noShow: [
    'noshow, marketing, from acceptance, "No-Show Recovery"',
    '#1 noshow_recovery_email_1, 5 min, 1 min',
    '#2 noshow_recovery_email_2, 24 h, 2 min',
    '#3 noshow_recovery_email_3, 48 h, 3 min',
  ],
  postCall: [
    'postcall, marketing, from acceptance, "Post-Call Follow-Up"',
    '#1 postcall_maybe_email_1, 1 h, 1 min',
    '#2 postcall_maybe_email_2, 72 h, 2 min',
    '#3 postcall_maybe_email_3, 168 h, 3 min',
  ],
  onboarding: [
    'onboarding, transactional, from acceptance, "Onboarding"',
    '#1 onboarding_phase1_email_1, 1 h, 1 min',
    '#2 onboarding_phase1_email_2, 24 h, 2 min',
    '#3 onboarding_phase1_email_3, 72 h, 3 min',
  ],
};

describe('the campaign', () => {
  for (const [name, sequence] of Object.entries(sequences)) {
    it(`sends ${sequence.name} as its calendar says`, () => {
      const { trackerName, kind, base, campaignStatus, emails } = sequence;
      const told = emails.map(({ number, template, sentBy, afterMs, testingAfterMs }) =>
        sentBy === 'website'
          ? `#${number} ${template}, website`
          : `#${number} ${template}, ${at(afterMs)}, ${at(testingAfterMs)}`,
      );
      assert.deepEqual(
        [`${trackerName}, ${kind}, from ${base}, "${campaignStatus}"`, ...told],
        calendars[name as keyof typeof sequences],
      );
    });

    it(`paces ${sequence.name}: 24 h of grace, 12 h apart; testing 10 min, 10 s; again after 30 days`, () => {
      assert.deepEqual(sequence.pace, { graceMs: 24 * HOUR, gapMs: 12 * HOUR });
      assert.deepEqual(sequence.testingPace, { graceMs: 10 * MINUTE, gapMs: 10_000 });
      assert.equal(sequence.reenrolAfterMs, 30 * 24 * HOUR);
    });
  }
});

describe('the table of stops', () => {
  // assessment, no-show, post-call, onboarding: x ends, - goes on.
  const table: [string, string, object][] = [
    ['booked', 'xxx-', { bookingStatus: 'Booked', campaignStatus: 'Booked' }],
    ['paid', 'xxx-', {}],
    ['unsubscribed', 'xxx-', { emailStatus: 'Unsubscribed', campaignStatus: 'Unsubscribed' }],
    ['bounced', 'xxxx', { emailStatus: 'Bounced' }],
    ['complained', 'xxxx', { emailStatus: 'Complained' }],
    ['operator', 'xxxx', {}],
  ];
  for (const [cause, ended, written] of table) {
    it(`${cause}: ${ended}`, () => {
      const { ends, ...says } = stopNamed(cause);
      const marks = Object.values(sequences).map(({ name }) => (ends.includes(name) ? 'x' : '-'));
      assert.equal(marks.join(''), ended);
      assert.deepEqual(says, written);
    });
  }

  it('suppresses later runs of whom it must not mail, and onboarding not for an unsubscribe', () => {
    const causes = ['Unsubscribed', 'Bounced', 'Complained', 'Subscribed', null].map((status) =>
      Object.values(sequences).map((sequence) => suppressionOf(sequence, status)),
    );
    const all = (cause: string | undefined) => [cause, cause, cause, cause];
    assert.deepEqual(causes, [
      ['unsubscribed', 'unsubscribed', 'unsubscribed', undefined],
      all('bounced'),
      all('complained'),
      all(undefined),
      all(undefined),
    ]);
  });
});
