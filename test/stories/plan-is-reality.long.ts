import assert from 'node:assert/strict';
import { optionalTsToMs } from '@temporalio/common/lib/time.js';
import fc from 'fast-check';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/domain/duration.js';
import type { PlannedEmail } from '../../src/domain/plan/plan.js';
import type { Timeline } from '../../src/domain/run/run.js';
import type { RunEmailReply } from '../../src/runs/reply.js';
import { getTimeline } from '../../src/workflows/messages.js';
import { promised } from '../campaign/promises/promises.js';
import { inSkippedTime } from '../support/skipped-time.js';

/** What prepares and sends takes so long at most, while time is not skipped: that is the machine's pace. */
const promptMs = 10 * SECOND;
/** A run wakes for an email within so long of its time: that is the plan. */
const wakesWithinMs = SECOND;

/**
 * Random people, events, clocks, controls and faults. What was told last before an email's time is what
 * happens to it, or the run's history names what has changed it.
 */
describe('the plan that was told is what is sent, in skipped time', () => {
  const story = inSkippedTime();
  const count = Number(process.env['PLAN_PEOPLE'] ?? 16);
  const seeds = process.env['PLAN_SEED'] ? [Number(process.env['PLAN_SEED'])] : [1, 2];

  for (const [index, seed] of seeds.entries()) {
    const hasFaults = index % 2 === 1 || process.env['PLAN_FAULTS'] === 'true';
    const faults = hasFaults ? 'with faults of both vendors' : 'without any fault';

    it(`${count} people, seed ${seed}, ${faults}`, async function () {
      this.timeout(600_000);
      const [people = []] = fc.sample(fc.noBias(peopleOf(count)), { seed, numRuns: 1 });
      const runs: Told[] = [];
      const acts = people.flatMap((person) => actsOf(person, runs));
      if (hasFaults) acts.push(...outages());
      let passedMs = 0;
      for (const { afterMs, act } of acts.toSorted((a, b) => a.afterMs - b.afterMs)) {
        if (afterMs > passedMs) await story.env.sleep(afterMs - passedMs);
        passedMs = Math.max(passedMs, afterMs);
        await act();
      }
      const judged: string[] = [];
      for (const run of runs) judged.push(...(await judge(run, hasFaults)));
      assert.ok(judged.length >= 2 * count, `${judged.length} emails`);
      const kinds = new Set(judged);
      for (const kind of ['as told', 'not sent, as told']) assert.ok(kinds.has(kind), kind);
      if (hasFaults) assert.ok(kinds.has('told why'), 'a fault delays something');
    });
  }

  /** A run, and each plan of it that somebody was told, with when that was. */
  interface Told {
    id: string;
    plans: { atMs: number; emails: RunEmailReply[] }[];
  }

  interface Act {
    afterMs: number;
    act: () => Promise<void>;
  }

  interface Person {
    event: (typeof promised)[number];
    startsMs: number;
    /** How long before its webhook an assessment's own email went. */
    agoMs: number;
    controls: { name: string; afterMs: number; more: object; number: number; inMs: number }[];
  }

  const control = fc.record({
    name: fc.constantFrom(
      'pause',
      'resume',
      'resume',
      'skip-next',
      'send-now',
      'reschedule',
      'stop',
    ),
    afterMs: fc.integer({ min: 0, max: 8 * DAY }),
    more: fc.constantFrom({ mode: 'shift' }, { mode: 'catch-up' }),
    number: fc.integer({ min: 1, max: 5 }),
    inMs: fc.integer({ min: MINUTE, max: 4 * DAY }),
  });

  function peopleOf(length: number): fc.Arbitrary<Person[]> {
    const person = fc.record({
      event: fc.constantFrom(...promised),
      startsMs: fc.integer({ min: 0, max: DAY }),
      agoMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 6 * DAY })),
      controls: fc.array(control, { maxLength: 4 }),
    });
    return fc.array(person, { minLength: length, maxLength: length, size: 'max' });
  }

  function actsOf({ event, startsMs, agoMs, controls }: Person, runs: Told[]): Act[] {
    const told: Told = { id: '', plans: [] };
    const start = async () => {
      const sentAt = new Date((await story.world.now()).getTime() - agoMs).toISOString();
      const posted = { ...story.someone(event.least), email_1_sent_at: sentAt };
      const { id, emails } = await story.world.accept(posted, `/webhooks/${event.name}`);
      told.id = id;
      await hear(told, emails);
      runs.push(told);
    };
    const steer = controls.map(({ name, afterMs, more, number, inMs }) => ({
      afterMs: startsMs + 1 + afterMs,
      act: async () => {
        const at = new Date((await story.world.now()).getTime() + inMs).toISOString();
        const which = name === 'reschedule' && { number, at };
        const { status, body } = await story.world.control(told.id, name, { ...more, ...which });
        assert.ok([200, 409, 422].includes(status), `${name}: ${status} ${JSON.stringify(body)}`);
        if (status === 200) await hear(told, body.emails);
      },
    }));
    return [{ afterMs: startsMs, act: start }, ...steer];
  }

  async function hear({ plans }: Told, emails: RunEmailReply[]): Promise<void> {
    plans.push({ atMs: (await story.world.now()).getTime(), emails });
  }

  /** Hours without Resend, then without Notion, then a Resend that does and says nothing. */
  function outages(): Act[] {
    const { resend, notion } = story.world;
    const between = (
      fromMs: number,
      untilMs: number,
      begin: () => void,
      end: () => void,
    ): Act[] => [
      { afterMs: fromMs, act: async () => begin() },
      { afterMs: untilMs, act: async () => end() },
    ];
    const away = { kind: 'status', status: 503 } as const;
    const silent = { kind: 'after', route: 'POST /emails', then: 'reset' } as const;
    return [
      ...between(
        24 * HOUR,
        36 * HOUR,
        () => resend.setFaults([{ ...away, route: 'POST /emails' }]),
        () => resend.setFaults([]),
      ),
      ...between(
        66 * HOUR,
        76 * HOUR,
        () => notion.setFaults([away]),
        () => notion.setFaults([]),
      ),
      ...between(
        94 * HOUR,
        100 * HOUR,
        () => resend.setFaults([silent]),
        () => resend.setFaults([]),
      ),
    ];
  }

  /** What became of each email, in a word; fails where that is not what was told, and nothing says why. */
  async function judge({ id, plans }: Told, hasFaults: boolean): Promise<string[]> {
    const handle = story.world.client.workflow.getHandle(id);
    const { status } = await handle.query(getTimeline);
    if (status === 'paused') await story.world.control(id, 'stop');
    await story.world.result(id);
    const timeline = await handle.query(getTimeline);
    const sent = story.world.resend.ledger().filter(({ idempotencyKey }) => {
      return idempotencyKey?.startsWith(`${id}/`);
    });
    const { events } = await handle.fetchHistory();
    const wokenMs = (events ?? []).map(({ eventTime }) => optionalTsToMs(eventTime) ?? 0);
    const ours = timeline.emails.filter(({ sentBy }) => sentBy === 'evergreen');
    const keys = sent.map(({ idempotencyKey }) => idempotencyKey);
    assert.equal(new Set(keys).size, keys.length, `${id}: none twice`);
    assert.ok(keys.every((key) => ours.some(({ number }) => key === `${id}/${number}`)));
    return ours.map((email) => {
      const mail = sent.find(({ idempotencyKey }) => idempotencyKey === `${id}/${email.number}`);
      return judgeEmail({ timeline, email, plans, mailedAt: mail?.at, hasFaults, wokenMs });
    });
  }

  interface Seen {
    timeline: Timeline;
    email: PlannedEmail;
    plans: Told['plans'];
    mailedAt: string | undefined;
    hasFaults: boolean;
    /** When something came to the run, in ms since 1970, in order. */
    wokenMs: number[];
  }

  function judgeEmail({ timeline, email, plans, mailedAt, hasFaults, wokenMs }: Seen): string {
    const { number } = email;
    const mailedMs = mailedAt === undefined ? Infinity : Date.parse(mailedAt);
    const last = plans.findLast(({ atMs }) => atMs <= mailedMs) ?? plans[0];
    const told = last?.emails.find((one) => one.number === number);
    const shown = JSON.stringify(
      { told, email, mailedAt, history: timeline.history },
      undefined,
      2,
    );
    assert.ok(last && told, shown);
    assert.equal(mailedAt !== undefined, email.state === 'sent', `sent or not: ${shown}`);
    if (mailedAt !== undefined && told.state === 'scheduled') {
      const dueMs = Date.parse(told.dueAt);
      const wakesMs = wokenMs.find((ms) => ms >= dueMs) ?? Infinity;
      assert.ok(mailedMs >= dueMs, `never early: ${shown}`);
      if (wakesMs < dueMs + wakesWithinMs && mailedMs < dueMs + promptMs) return 'as told';
    } else if (
      mailedAt === undefined &&
      told.state === email.state &&
      told.reason === email.reason
    ) {
      return 'not sent, as told';
    }
    const since = new Date(last.atMs).toISOString();
    const reasons = timeline.history.filter(({ at }) => at >= since);
    assert.ok(reasons.length > 0 || email.reason, `nothing says why: ${shown}`);
    const isByMessage = reasons.some(({ what }) => /stopped|paused|skip/.test(what));
    assert.ok(hasFaults || isByMessage, `without a fault: ${shown}`);
    return 'told why';
  }
});
