import { DAY, SECOND } from '../domain/duration.js';
import { Malformed } from '../domain/errors.js';
import { dayWord, sequenceWord } from '../domain/run/progress.js';
import { causes, type StopCause } from '../domain/run/stop.js';
import { orAway } from './deadline.js';
import type { RunsDeps } from './deps.js';
import { inParallel } from './in-parallel.js';
import { isNewest, isRun } from './visibility-query.js';

/** Of which sequence and which days (`2025-12-01`, in UTC, both included). */
export interface FunnelAsked {
  sequence: string;
  /** Of its emails. */
  numbers: readonly number[];
  from: string;
  until: string;
}

/** What has become of the runs whose events were accepted in those days, as far as Temporal remembers them. */
export interface Funnel {
  started: number;
  /** Taken up again by an operator, after their end. */
  restarted: number;
  open: number;
  emails: FunnelEmail[];
  completed: number;
  /** Nothing was sent, as their person gets no mail. */
  suppressed: number;
  stopped: { cause: StopCause; count: number }[];
  /** They could not go on, or were ended in Temporal. */
  broken: number;
}

/** `lost`: skipped, failed, or nobody knows. `bounced`: not delivered, for whatever reason. */
export interface FunnelEmail extends Record<(typeof fates)[number], number> {
  number: number;
}

const fates = ['sent', 'delivered', 'bounced', 'complained', 'lost'] as const;
const stopCauses: readonly StopCause[] = [...causes, 'superseded'];

/** A server counts so many at a time without holding others up. */
const atOnce = 6;
const deadlineMs = 20 * SECOND;
const mostDays = 92;

/**
 * Counts what has become of runs: one question to the server for each number, however many runs there are.
 * Undefined where the server does not count it.
 * @throws {Malformed} for days in the wrong order, or too many.
 * @throws {TemporalAway}
 */
export async function countFunnel(deps: RunsDeps, asked: FunnelAsked): Promise<Funnel | undefined> {
  const { client, hasProgress } = deps;
  const days = daysOf(asked);
  if (!(await hasProgress?.())) return undefined;
  const words = days.map((day) => `'${dayWord(day)}'`).join(', ');
  const common = `${isNewest} AND Progress = '${sequenceWord(asked.sequence)}' AND Progress IN (${words})`;
  const count = (word: string) => async () =>
    (await client.workflow.count(`${common} AND Progress = '${word}'`)).count;
  return orAway(
    client,
    async () => {
      const ends = ['started', 'restarted', 'completed', 'suppressed'];
      const stops = stopCauses.map((cause) => `stopped:${cause}`);
      const ofEmails = asked.numbers.flatMap((number) => fates.map((fate) => `${fate}:${number}`));
      const all = [...ends, ...stops, ...ofEmails];
      const [counts, statuses] = await Promise.all([
        inParallel(atOnce, all.map(count), (ask) => ask()),
        countStatuses(deps, common),
      ]);
      const of = (word: string) => counts[all.indexOf(word)] ?? 0;
      return {
        started: of('started'),
        restarted: of('restarted'),
        ...statuses,
        emails: asked.numbers.map((number) => ({
          number,
          sent: of(`sent:${number}`),
          delivered: of(`delivered:${number}`),
          bounced: of(`bounced:${number}`),
          complained: of(`complained:${number}`),
          lost: of(`lost:${number}`),
        })),
        completed: of('completed'),
        suppressed: of('suppressed'),
        stopped: stopCauses.map((cause) => ({ cause, count: of(`stopped:${cause}`) })),
      };
    },
    deadlineMs,
  );
}

async function countStatuses(
  { client }: RunsDeps,
  common: string,
): Promise<Pick<Funnel, 'open' | 'broken'>> {
  const { groups } = await client.workflow.count(`${isRun} AND ${common} GROUP BY ExecutionStatus`);
  const of = (...names: string[]) =>
    groups
      .filter(({ groupValues }) => names.includes(String(groupValues[0])))
      .reduce((sum, { count }) => sum + count, 0);
  return { open: of('Running'), broken: of('Failed', 'TimedOut', 'Terminated', 'Canceled') };
}

/** @throws {Malformed} */
function daysOf({ from, until }: Pick<FunnelAsked, 'from' | 'until'>): string[] {
  const [fromMs, untilMs] = [dayMs(from, 'from'), dayMs(until, 'until')];
  const count = (untilMs - fromMs) / DAY + 1;
  if (count < 1) throw new Malformed('expected a day that is not before the first', 'until');
  if (count > mostDays) throw new Malformed(`expected at most ${mostDays} days`, 'until');
  return Array.from({ length: count }, (_, at) =>
    new Date(fromMs + at * DAY).toISOString().slice(0, 10),
  );
}

function dayMs(day: string, field: string): number {
  const ms = /^\d{4}-\d\d-\d\d$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(ms)) throw new Malformed('expected a day such as 2025-12-01', field);
  return ms;
}
