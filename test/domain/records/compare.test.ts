import assert from 'node:assert/strict';
import { HOUR, MINUTE } from '../../../src/domain/duration.js';
import type { PlannedEmail } from '../../../src/domain/plan/plan.js';
import { compare, type MailRecord, type RowRecord } from '../../../src/domain/records/compare.js';
import { subjectPattern } from '../../../src/domain/records/subject-pattern.js';
import type { RunRecord } from '../../../src/domain/run/run-record.js';

const nowMs = Date.parse('2026-11-10T12:00:00Z');
const ago = (ms: number) => new Date(nowMs - ms).toISOString();

const website: PlannedEmail = {
  number: 1,
  template: '5-Day E1',
  sentBy: 'website',
  plannedAt: ago(24 * HOUR),
  dueAt: ago(24 * HOUR),
  state: 'sent',
  at: ago(24 * HOUR),
};
const ours: PlannedEmail = {
  number: 2,
  template: '5-Day E2',
  sentBy: 'evergreen',
  plannedAt: ago(HOUR),
  dueAt: ago(HOUR),
  state: 'sent',
  at: ago(HOUR),
  resendId: 'mail-2',
};
const run: RunRecord = {
  id: 'assessment/sarah',
  startedAt: ago(24 * HOUR),
  segment: null,
  isSuppressed: false,
  emails: [website, ours],
};
const row = (number: number, more: Partial<RowRecord> = {}): RowRecord => ({
  pageId: `page-${number}`,
  key: `${run.id}/${number}`,
  email: 'sarah@salon.example',
  scheduledAt: ago(HOUR),
  status: 'sent',
  resendId: number === 2 ? 'mail-2' : null,
  delivery: number === 2 ? 'delivered' : null,
  ...more,
});
const mail: MailRecord = {
  id: 'mail-2',
  to: ['sarah@salon.example'],
  subject: 'The second',
  at: ago(HOUR),
  lastEvent: 'delivered',
};

/** What is found where all agrees but for this. */
function found(given: {
  run?: Partial<RunRecord>;
  email?: Partial<PlannedEmail>;
  rows?: RowRecord[];
  mails?: MailRecord[] | undefined;
}): string[] {
  const { found: differences } = compare({
    runs: [{ ...run, emails: [website, { ...ours, ...given.email }], ...given.run }],
    rows: given.rows ?? [row(1), row(2)],
    mails: 'mails' in given ? given.mails : [mail],
    otherRunIds: new Set(['no-show/known']),
    websiteSubject: subjectPattern('Your results, {{ first_name }}'),
    sinceMs: nowMs - 72 * HOUR,
    nowMs,
  });
  return differences.map(({ kind, number }) => (number ? `${kind} ${number}` : kind));
}

describe('records that differ', () => {
  const byHand = { ...mail, id: 'by-hand', at: ago(3 * HOUR) };
  const results = { ...byHand, subject: 'Your results, Sarah' };
  const doubt = { state: 'unknown', resendId: undefined } as unknown as Partial<PlannedEmail>;
  const cases: [what: string, given: Parameters<typeof found>[0], expected: string[]][] = [
    ['nothing', {}, []],
    ['a row that is gone', { rows: [row(1)] }, ['row_missing 2']],
    ['all rows', { rows: [] }, ['run_without_rows']],
    [
      'the row of an email that has just gone',
      { email: { at: ago(MINUTE) }, rows: [row(1)], mails: [{ ...mail, at: ago(MINUTE) }] },
      [],
    ],
    [
      'a run that has just begun',
      {
        run: {
          startedAt: ago(MINUTE),
          emails: [{ ...ours, state: 'scheduled', at: undefined } as unknown as PlannedEmail],
        },
        rows: [],
        mails: [],
      },
      [],
    ],
    ['a run of somebody who gets none', { run: { isSuppressed: true }, rows: [row(1)] }, []],
    [
      'an email that may have gone and is still asked for',
      {
        email: { ...doubt, state: 'scheduled', at: undefined } as unknown as Partial<PlannedEmail>,
        rows: [row(1), row(2, { status: 'unknown', resendId: null })],
        mails: [],
      },
      [],
    ],
    ['another fate', { rows: [row(1), row(2, { status: 'scheduled' })] }, ['row_differs 2']],
    ['another id of Resend', { rows: [row(1), row(2, { resendId: 'x' })] }, ['row_differs 2']],
    ['no delivery', { rows: [row(1), row(2, { delivery: null })] }, ['delivery_missing 2']],
    ['more than was told', { rows: [row(1), row(2, { delivery: 'complained' })] }, []],
    ['a mail that was opened', { mails: [{ ...mail, lastEvent: 'opened' }] }, []],
    [
      'a bounce nobody heard of',
      { mails: [{ ...mail, lastEvent: 'bounced' }] },
      ['delivery_missing 2'],
    ],
    ['a word that says nothing', { mails: [{ ...mail, lastEvent: 'queued' }] }, []],
    [
      'a row of no run',
      { rows: [row(1), row(2), row(3, { key: 'assessment/nobody/2' })] },
      ['row_without_run 2'],
    ],
    [
      'a row of an old run',
      { rows: [row(1), row(2), row(3, { key: 'a/b/2', scheduledAt: ago(100 * HOUR) })] },
      [],
    ],
    ['a row of an ended run', { rows: [row(1), row(2), row(3, { key: 'no-show/known/2' })] }, []],
    [
      'a row of an earlier enrolment',
      { rows: [row(1), row(2), row(3, { key: 'a/b/2@2026-01-01' })] },
      [],
    ],
    ['a mail that Resend does not know', { mails: [] }, ['not_in_resend 2']],
    ['mails that cannot be read', { mails: undefined }, []],
    ['a mail by hand', { mails: [mail, byHand] }, ['mail_of_no_run']],
    ["the website's own mail", { mails: [mail, { ...results, at: ago(25 * HOUR) }] }, []],
    [
      "the website's own to nobody of ours",
      { mails: [mail, { ...results, to: ['x@y.example'] }] },
      ['website_email_without_run'],
    ],
    ['other mail to nobody of ours', { mails: [mail, { ...byHand, to: ['x@y.example'] }] }, []],
    [
      'an email in doubt that Resend knows',
      {
        email: doubt,
        rows: [row(1), row(2, { status: 'unknown', resendId: null, delivery: null })],
      },
      ['sent_after_all 2'],
    ],
  ];
  for (const [what, given, expected] of cases) {
    it(`are found: ${what}`, () => assert.deepEqual(found(given), expected));
  }
});

describe('what a subject looks like', () => {
  it('is known by its words, whatever stands in its tags', () => {
    const pattern = subjectPattern('{{ first_name }}, your results (in short)');
    assert.ok(pattern?.test('Sarah, your results (in short)'));
    assert.ok(!pattern?.test('Sarah, your results'));
  });

  it('is unknown where there is little but tags', () => {
    assert.equal(subjectPattern('{{ first_name }}: hi'), undefined);
  });
});
