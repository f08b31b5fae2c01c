import assert from 'node:assert/strict';
import { DAY, HOUR } from '../../src/domain/duration.js';
import type { Fault } from '../../src/sandbox/standin/faults.js';
import { withAlertInbox } from '../support/alert-inbox.js';
import { doctoredWorkflows } from '../support/doctored.js';
import { inSkippedTime } from '../support/skipped-time.js';

/** Resend takes a mail, and its answer is lost. */
const unheard: Fault = { kind: 'after', route: 'POST /emails', then: 'reset' };
const refused: Fault = { kind: 'status', route: 'POST /emails', status: 429 };

/** One point at which every worker goes away while #2 is on its way, and what has become of the run's emails. */
interface Away {
  when: string;
  /** What stands in the workflow code there, and what lets that much time pass. */
  changes: (ms: number) => Record<string, string>;
  forMs: number;
  faults?: Fault[];
  rows: string[];
  /** What Resend has accepted, in hours since #1. */
  mails: string[];
  requests: number;
  alerts: RegExp[];
}

const late = (number: number) => `#${number} skipped (too_late)`;
const sent = (number: number) => `#${number} sent`;
const waited = (number: number) => new RegExp(`^An email waited here .* email ${number} `);

/** Once a run, before something that stands in the workflow code. */
const once = (text: string) => (ms: number) => ({
  [text]: `if (number === 2 && !run.workersWereAway) {
    run.workersWereAway = true;
    await new Promise((go) => setTimeout(go, ${ms}));
  } ${text}`,
});
const answered = once("if (answer === 'not taken' && isFirst) return;");
const prepared = once("if (prepared.kind === 'ready') {");
const asleep = (ms: number) => ({
  'Date.parse(dueAt),': `Date.parse(dueAt) + (number === 2 ? ${ms} : 0),`,
});

/** What comes of it wherever a whole grace has passed before anything was asked of Resend. */
const secondTooLate = {
  forMs: 25 * HOUR,
  rows: [sent(1), late(2), sent(3), sent(4), sent(5)],
  mails: ['+72h #3', '+96h #4', '+120h #5'],
  requests: 3,
  alerts: [waited(2)],
};

/**
 * No worker anywhere, for longer than Resend knows a key or an email may be late. A run knows nothing of workers: to
 * it that is a clock that jumps while it waits for something. Neither server that skips time lets it pass while a
 * task waits for a worker, so that here a timer takes the place of their absence.
 */
const all: Away[] = [
  {
    when: 'for 25 hours, after an answer of Resend was lost: the key is forgotten there',
    changes: answered,
    forMs: 25 * HOUR,
    faults: [{ ...unheard, times: 1 }],
    rows: [sent(1), '#2 unknown (application_error (no answer))', sent(3), sent(4), sent(5)],
    mails: ['+24h #2', '+72h #3', '+96h #4', '+120h #5'],
    requests: 4,
    alerts: [/^An email may or may not have been sent: email 2 /],
  },
  {
    when: 'for three days, after Resend had surely refused it for now',
    changes: answered,
    forMs: 3 * DAY,
    faults: [{ ...refused, times: 1 }],
    rows: [sent(1), '#2 failed (rate_limit_exceeded (429))', late(3), sent(4), sent(5)],
    mails: ['+96h #4', '+120h #5'],
    requests: 3,
    alerts: [/^An email failed: email 2 /, waited(3)],
  },
  {
    when: 'for three days, after Resend had taken it',
    changes: answered,
    forMs: 3 * DAY + HOUR,
    rows: [sent(1), sent(2), late(3), sent(4), sent(5)],
    // The gap counts from when the run has heard of it.
    mails: ['+24h #2', '+109h #4', '+121h #5'],
    requests: 3,
    alerts: [waited(3)],
  },
  {
    when: 'for 25 hours, while its run slept',
    changes: asleep,
    ...secondTooLate,
  },
  {
    when: 'for 25 hours, once it was prepared',
    changes: prepared,
    ...secondTooLate,
  },
  {
    when: 'for two hours, once it was prepared',
    changes: prepared,
    forMs: 2 * HOUR,
    rows: [sent(1), sent(2), sent(3), sent(4), sent(5)],
    mails: ['+26h #2', '+72h #3', '+96h #4', '+120h #5'],
    requests: 4,
    alerts: [],
  },
];

describe('workers that are all away', () => {
  for (const { when, changes, forMs, faults = [], ...became } of all) {
    describe(when, () => {
      const inbox = withAlertInbox();
      const story = inSkippedTime({
        settings: inbox.settings,
        workflows: () => doctoredWorkflows(changes(forMs)),
      });

      it('nothing goes twice or late, and what did not go is told', async () => {
        const { world, base } = story;
        world.resend.setFaults(faults);
        const posted = story.someone({ red_systems: 0 });
        const { id } = await world.accept(posted);
        await world.result(id);
        assert.deepEqual(await world.rows(id), became.rows);
        assert.deepEqual(await world.mailsTo(posted.email, base), became.mails);
        assert.equal(world.resend.log().length, became.requests);
        const titles = inbox.alerts.map((text) => text.split('\n')[0] ?? '');
        assert.equal(titles.length, became.alerts.length, titles.join('; '));
        for (const [place, expected] of became.alerts.entries())
          assert.match(titles[place] ?? '', expected);
      });
    });
  }
});
