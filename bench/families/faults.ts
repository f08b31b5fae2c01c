import { type Fleet, type FleetProcess, startFleet } from '../../test/support/fleet.js';
import { eventually } from '../../test/support/sandbox-process.js';
import { startDrip, startDrips } from '../bare/drips.js';
import { type Crowd, enrol, enrolmentMs, sentMsOf, untilQuiet, untilSent } from '../drain.js';
import { keepBusy, measure } from '../load.js';
import type { Asked, Family, Found } from '../report/row.js';

const rates = { notionPerSecond: 100, resendPerSecond: 20 };

/**
 * One answer of Resend in ten is lost after it has accepted the mail. Beside ours, a design as one would first
 * write it: what sends also renders, without an idempotency key, and Temporal tries it again.
 */
export const faults: Family = {
  name: 'faults',
  rows: {
    'emails sent twice, ours': {
      how: '1 answer in 10 is lost after acceptance',
      kind: 'count',
      better: 'less',
      goal: 0,
      floor: 0,
    },
    'emails sent twice, a naive design': {
      how: 'the same faults, at the same time',
      // How many depends on chance: that there are some is what shows that the faults are real.
      kind: 'ratio',
      better: 'more',
      goal: 1,
      floor: 1,
    },
    'emails not sent, ours': {
      how: 'the same',
      kind: 'count',
      better: 'less',
      goal: 0,
      floor: 0,
    },
  },
  async measure({ size, say }: Asked): Promise<Found> {
    const people = size === 'quick' ? 40 : 100;
    const fleet = await startFleet({ workers: 1, apis: 1, ...rates });
    let drips: FleetProcess | undefined;
    try {
      drips = await startDrips(fleet, rates.resendPerSecond / 2);
      fleet.resend.setFaults([{ kind: 'after', route: 'POST /emails', probability: 0.1 }]);
      const dueMs = Date.now() + (await enrolmentMs(fleet, 2 * people));
      const ours: Crowd = { name: 'ours', people, dueMs };
      const naive: Crowd = { name: 'naive', people, dueMs };
      await enrol(fleet, ours);
      await keepBusy(16, people, (at) =>
        measure(() => startDrip(fleet, `${naive.name}-${at}`, dueMs).then(() => 'started')),
      );
      say(`${people} of each fall due …`);
      for (const crowd of [ours, naive]) await untilSent(fleet, crowd);
      await eventually('each of ours was answered', async () => areAnswered(fleet));
      await untilQuiet(fleet);
      const twice = (crowd: Crowd) => sentMsOf(fleet, crowd).length - mailed(fleet, crowd);
      return {
        rows: {
          'emails sent twice, ours': { value: twice(ours) },
          'emails sent twice, a naive design': { value: twice(naive) },
          'emails not sent, ours': { value: people - mailed(fleet, ours) },
        },
      };
    } finally {
      await drips?.end('SIGKILL');
      await fleet.close();
    }
  },
};

/** Whether the last request under each key was answered well: until then another follows. */
function areAnswered({ resend }: Fleet): boolean {
  const last = new Map<string, number | null>();
  for (const { idempotencyKey, status } of resend.log()) {
    if (idempotencyKey !== undefined) last.set(idempotencyKey, status);
  }
  return [...last.values()].every((status) => status === 200);
}

/** How many of them have got something. */
function mailed({ resend }: Fleet, { name }: Crowd): number {
  const all = resend.ledger().flatMap(({ to }) => to.filter((one) => one.startsWith(`${name}-`)));
  return new Set(all).size;
}
