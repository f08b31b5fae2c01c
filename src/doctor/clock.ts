import { MINUTE, SECOND } from '../domain/duration.js';
import { watchId } from '../runs/watch-schedule.js';
import { check, type Finding, wrong } from './check.js';
import type { Installation } from './installation.js';

/** Webhooks are judged by their time, within five minutes; plans and graces by ours. */
const mostOffMs = MINUTE;

/** An HTTP date has whole seconds. */
const grainMs = SECOND;

/** This machine's clock against those of the vendors. */
export const clock = check(
  { id: 'clock', group: 'Configuration', what: "this machine's clock", worst: 'wrong' },
  async (installation) => {
    const { config } = installation;
    const offsets = await Promise.all([
      offsetOf(installation, 'Resend', config.resend.baseUrl ?? 'https://api.resend.com'),
      offsetOf(installation, 'Notion', config.notion.baseUrl ?? 'https://api.notion.com'),
      offsetOfTemporal(installation),
    ]);
    return offsets.flatMap((one) => (one ? findingsOf(one) : []));
  },
);

interface Offset {
  whose: string;
  /** How far we are ahead of them, at least. */
  ms: number;
}

function findingsOf({ whose, ms }: Offset): Finding[] {
  if (Math.abs(ms) <= mostOffMs) return [];
  const seconds = Math.round(Math.abs(ms) / SECOND);
  return [
    wrong(
      `it is ${seconds} s ${ms > 0 ? 'ahead of' : 'behind'} that of ${whose}`,
      'have the system keep the time: timedatectl set-ntp true',
    ),
  ];
}

/** By the Date of an answer, whatever that says; nobody needs a key for it. */
async function offsetOf(
  { fetch, now }: Installation,
  whose: string,
  url: string,
): Promise<Offset | undefined> {
  const askedMs = now().getTime();
  const answer = await fetch(url, {
    redirect: 'manual',
    signal: AbortSignal.timeout(5 * SECOND),
  }).catch(() => undefined);
  const answeredMs = now().getTime();
  const theirsMs = Date.parse(answer?.headers.get('Date') ?? '');
  if (Number.isNaN(theirsMs)) return undefined; // others tell that it is away
  return { whose, ms: distance(theirsMs, askedMs - grainMs, answeredMs) };
}

/**
 * Its API tells no time. What it starts each minute is at most a minute ahead by its own clock, and is looked
 * at with the clock of the minute before.
 */
async function offsetOfTemporal({ temporal, now }: Installation): Promise<Offset | undefined> {
  const reached = await temporal().catch(() => undefined);
  const described = await reached?.client.schedule
    .getHandle(watchId)
    .describe()
    .catch(() => undefined);
  const nextMs = described?.info.nextActionTimes[0]?.getTime();
  if (nextMs === undefined || described?.state.paused) return undefined;
  const nowMs = now().getTime();
  return { whose: 'Temporal', ms: distance(nextMs, nowMs - MINUTE, nowMs + MINUTE) };
}

/** How far a time lies outside of what we have for it: positive where it is earlier. */
function distance(theirsMs: number, fromMs: number, toMs: number): number {
  if (theirsMs < fromMs) return fromMs - theirsMs;
  return theirsMs > toMs ? toMs - theirsMs : 0;
}
