import assert from 'node:assert/strict';
import fc from 'fast-check';
import { HOUR, MINUTE } from '../../../src/domain/duration.js';
import type { MailRecord } from '../../../src/domain/records/compare.js';
import { compareShadow, type ShadowEmail } from '../../../src/domain/records/shadow.js';

const startMs = Date.parse('2025-12-01T00:00:00Z');
const at = (hours: number) => new Date(startMs + hours * HOUR).toISOString();

const ours = (number: number, hours: number, more: Partial<ShadowEmail> = {}): ShadowEmail => ({
  runId: 'assessment/shadow-1',
  number,
  template: `T${number}`,
  email: 'sarah@salon.example',
  subject: `Subject ${number} for Sarah`,
  at: at(hours),
  state: 'sent',
  ...more,
});

const theirs = (subject: string, hours: number, to = 'sarah@salon.example'): MailRecord => ({
  id: `${subject} ${hours}`,
  to: [to],
  subject,
  at: at(hours),
  lastEvent: 'delivered',
});

const subjects = [1, 2, 3].map((number) => ({
  template: `T${number}`,
  sentBy: number === 1 ? ('website' as const) : ('evergreen' as const),
  pattern: new RegExp(`^Subject ${number} for.*$`),
}));

const compare = (mine: ShadowEmail[], mails: MailRecord[], nowHours = 100) =>
  compareShadow({
    ours: mine,
    theirs: mails,
    subjects,
    sinceMs: startMs,
    untilMs: startMs + nowHours * HOUR,
    nowMs: startMs + nowHours * HOUR,
  });

/** A verdict with how far apart both were, in minutes. */
const verdicts = (compared: ReturnType<typeof compare>) =>
  compared.lines.map(({ verdict, apartMs, note = '' }) =>
    [verdict, apartMs === undefined ? '' : apartMs / MINUTE, note].join(' ').trim(),
  );

describe('what shadow mode would have sent, against what was sent', () => {
  it('pairs a subject that was filled in otherwise, and says how it reads here', () => {
    const compared = compare([ours(2, 24)], [theirs('Subject 2 for you', 25)]);
    assert.deepEqual(verdicts(compared), ['same 60 here the subject reads "Subject 2 for Sarah"']);
  });

  it('pairs two emails of one subject with those nearest in time', () => {
    const twice = [ours(2, 24), ours(2, 72, { runId: 'no-show/shadow-1/b' })];
    const mails = [theirs('Subject 2 for Sarah', 73), theirs('Subject 2 for Sarah', 24.5)];
    assert.deepEqual(verdicts(compare(twice, mails)), ['same 30', 'same 60']);
  });

  it('says what became here of what they sent, and of what they have yet to send', () => {
    const skipped = ours(3, 72, { state: 'skipped', reason: 'too_late', subject: undefined });
    const mails = [
      theirs('Subject 3 for Sarah', 72),
      theirs('Subject 2 for Bob', 30, 'bob@salon.example'),
      theirs('Subject 1 for Sarah', 0),
      theirs('Your invoice', 5),
    ];
    const compared = compare([ours(2, 99), skipped], mails);
    assert.deepEqual(verdicts(compared), [
      'extra  this person has no run here',
      'extra  here it is skipped (too_late)',
    ]);
    const { notDue, website, others } = compared;
    assert.deepEqual([notDue, website, others], [1, 1, 1]);
  });

  it('takes an email that they sent before its time here for the same', () => {
    const early = ours(2, 101, { state: 'scheduled', subject: undefined });
    assert.deepEqual(verdicts(compare([early], [theirs('Subject 2 for Sarah', 99)])), [
      'same -120 not due here yet',
    ]);
  });

  it('judges each email of both once, whatever they are', () => {
    const hours = fc.integer({ min: 0, max: 90 });
    const number = fc.constantFrom(2, 3);
    const who = fc.constantFrom('sarah@salon.example', 'bob@salon.example');
    const mine = fc.array(fc.tuple(number, hours, who), { maxLength: 12 });
    fc.assert(
      fc.property(mine, mine, (here, there) => {
        const compared = compare(
          here.map(([one, when, email]) => ours(one, when, { email })),
          there.map(([one, when, email]) => theirs(`Subject ${one} for Sarah`, when, email)),
        );
        assert.equal(compared.same + compared.missing, here.length);
        assert.equal(compared.same + compared.extra, there.length);
        for (const email of ['sarah@salon.example', 'bob@salon.example']) {
          for (const one of [2, 3]) {
            const count = (all: [number, number, string][]) =>
              all.filter(([n, , to]) => n === one && to === email).length;
            const same = compared.lines.filter(
              (line) => line.verdict === 'same' && line.email === email && line.number === one,
            );
            assert.equal(same.length, Math.min(count(here), count(there)));
          }
        }
      }),
    );
  });
});
