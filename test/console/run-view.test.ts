import assert from 'node:assert/strict';
import { renderHistory, renderTimeline } from '../../src/console/run-view.js';
import type { RunReply } from '../../src/runs/reply.js';

const clock = { now: new Date('2025-12-01T12:00:00Z'), zone: 'UTC' };

const run: RunReply = {
  status: 'running',
  id: 'assessment/ab12',
  sequence: 'assessment',
  segment: null,
  testing: false,
  message: '',
  emails: [
    {
      number: 2,
      template: '5-Day E2',
      sentBy: 'evergreen',
      dueAt: '2025-11-30T13:00:00.000Z',
      plannedAt: '2025-11-30T12:59:59.000Z',
      state: 'sent',
      sentAt: '2025-11-30T13:00:00.000Z',
      delivery: 'delivered',
    },
    {
      number: 3,
      template: '<b>E3</b>',
      sentBy: 'evergreen',
      dueAt: '2025-12-01T15:30:00.000Z',
      plannedAt: '2025-11-29T12:00:00.000Z',
      state: 'scheduled',
    },
    {
      number: 4,
      template: 'E4',
      sentBy: 'evergreen',
      dueAt: '2025-12-01T12:00:20.000Z',
      state: 'failed',
      reason: '<script>alert(1)</script>',
    },
  ],
  history: [
    { at: '2025-11-30T12:00:00.000Z', what: 'paused', by: '<i>Ann</i>', reason: '"too_late"' },
  ],
};

/** What a reader sees of a page's part. */
const read = (part: unknown) =>
  String(part)
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();

describe('a run in the console', () => {
  it('shows of each email when it went or will go, what was meant, and why', () => {
    assert.equal(
      read(renderTimeline(run, clock)),
      [
        '#2 5-Day E2 sent sent 2025-11-30 13:00 UTC (23 hours ago) Resend says: delivered',
        '#3 &lt;b&gt;E3&lt;/b&gt; scheduled due 2025-12-01 15:30 UTC (in 4 hours)',
        'first planned for 2025-11-29 12:00 UTC (2 days ago)',
        '#4 E4 failed planned for 2025-12-01 12:00 UTC (now) &lt;script&gt;alert(1)&lt;/script&gt;',
      ].join(' '),
    );
  });

  it('tells what was done to it by whom, in their own words', () => {
    assert.equal(
      read(renderHistory(run, clock)),
      'paused by &lt;i&gt;Ann&lt;/i&gt; “&quot;too_late&quot;” 2025-11-30 12:00 UTC (24 hours ago)',
    );
  });

  it("tells times on the clocks of the operator's zone, with how far they are from UTC", () => {
    const shown = (at: string, zone: string) =>
      read(renderHistory({ ...run, history: [{ at, what: 'paused' }] }, { ...clock, zone }));
    assert.match(shown('2025-11-30T12:00:00.000Z', 'Europe/Berlin'), /2025-11-30 13:00 UTC\+1 /);
    assert.match(shown('2025-07-30T12:00:00.000Z', 'Europe/Berlin'), /2025-07-30 14:00 UTC\+2 /);
    assert.match(shown('2025-11-30T12:00:00.000Z', 'America/St_Johns'), /08:30 UTC-3:30 /);
    assert.match(shown('2025-12-30T12:00:00.000Z', 'Europe/London'), /12:00 UTC /);
  });
});
