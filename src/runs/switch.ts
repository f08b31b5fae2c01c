import { MINUTE, SECOND } from '../domain/duration.js';
import { TemporalAway } from '../domain/errors.js';
import type { Control } from '../domain/run/control.js';
import {
  type Audience,
  type OffTime,
  type SwitchedOff,
  type SwitchedOn,
  type SwitchRequest,
  type SwitchState,
  switchId,
  type Telling,
} from '../domain/run/switch.js';
import { attributes, getSwitch, setSwitch, switchedOn } from '../workflows/messages.js';
import { orAway } from './deadline.js';
import type { RunsDeps } from './deps.js';
import { describe, query } from './find.js';
import { noPreview, type Preview, previewCatchUp } from './late.js';
import type { SignalRuns } from './signal-runs.js';
import { startUnlessThere } from './start-unless-there.js';
import { ask } from './tell.js';
import { isRun } from './visibility-query.js';

/** The sending switch as operators see it. */
export interface SwitchReply extends Partial<SwitchedOff>, Preview {
  sending: boolean;
}

/** A run that began so shortly before may not have been listed when the others were told. */
const listedAfterMs = MINUTE;

/** The switch now. Its workflow is the record: while that is open and says so, no email goes out. */
async function readState({ client }: RunsDeps): Promise<SwitchState> {
  const found = await describe(client, switchId);
  const offTimes = (found?.memo?.['offTimes'] ?? []) as OffTime[];
  const isOff =
    found?.status.name === 'RUNNING' && found.typedSearchAttributes.get(attributes.needsAttention);
  if (!isOff) return { offTimes };
  const again = found.memo?.['offAt']; // switched off once more before its workflow had ended
  return { offTimes, offAt: typeof again === 'string' ? again : found.startTime.toISOString() };
}

/** The switch, where the answer that sending is on may be as old as is said. */
export function rememberSwitch(deps: RunsDeps): (maxAgeMs?: number) => Promise<SwitchState> {
  let last: { state: SwitchState; readAtMs: number } | undefined;
  return async (maxAgeMs = 0) => {
    if (last && performance.now() < last.readAtMs + maxAgeMs) return last.state;
    const state = await readState(deps);
    // Only "on" is kept: a run that has just heard of it must not be told that it is still off.
    last = state.offAt === undefined ? { state, readAtMs: performance.now() } : undefined;
    return state;
  };
}

/**
 * Whether sending is on, and if not, what lifting it would mean.
 * @throws {TemporalAway}
 */
export async function readSwitch(deps: RunsDeps): Promise<SwitchReply> {
  const { offAt } = await orAway(deps.client, () => readState(deps));
  if (offAt === undefined) return { sending: true, ...noPreview };
  const [who, late] = await Promise.all([readWho(deps), previewCatchUp(deps)]);
  return { sending: false, ...(who ?? { offAt }), ...late };
}

/**
 * Switches sending off or on, or with `isDryRun` answers the same and changes nothing. What catching up would
 * lose is told where that can be told in time, and never waited for.
 * @throws {Refused} when another has done so at this moment.
 * @throws {TemporalAway}
 */
export async function throwSwitch(
  deps: RunsDeps,
  asked: SwitchRequest,
  { isDryRun = false }: { isDryRun?: boolean } = {},
): Promise<SwitchReply> {
  const state = await orAway(deps.client, () => readState(deps));
  const isOn = state.offAt === undefined;
  const isLossy = !isOn && asked.sending && asked.mode === 'catch-up';
  const late = isLossy ? await previewCatchUp(deps) : noPreview;
  if (!isDryRun && isOn !== asked.sending) {
    if (asked.sending) await ask(deps.client, switchId, setSwitch, asked);
    else await switchOff(deps, asked);
  }
  const { sending } = asked;
  return { sending, ...(!sending && !isDryRun && (await readWho(deps))), ...late };
}

/**
 * Its workflow may be open still, as sending has just been switched on; then it may also end at this
 * very moment, and is started anew.
 * @throws {TemporalAway} rather than an answer that does not hold.
 */
async function switchOff(deps: RunsDeps, { by, reason }: Control): Promise<void> {
  const who = { by, reason };
  for (let tries = 0; tries < 3; tries += 1) {
    if (await startSwitch(deps, who)) return;
    if (await ask(deps.client, switchId, setSwitch, { sending: false, ...who })) return;
  }
  throw new TemporalAway('Sending is not switched off; ask again.', { retryAfterMs: SECOND });
}

/** False when its workflow is open already. */
function startSwitch(deps: RunsDeps, who: Control): Promise<boolean> {
  const { client } = deps;
  return orAway(client, async () => {
    const { offTimes } = await readState(deps); // of the one that has ended
    return startUnlessThere(client, 'sendingSwitch', {
      workflowId: switchId,
      args: [{ ...who, offTimes }],
      memo: { offTimes },
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      workflowIdConflictPolicy: 'FAIL',
      staticSummary: 'sending is switched off',
      typedSearchAttributes: [{ key: attributes.needsAttention, value: true }],
    });
  });
}

/** By whom it is off is nice to have; undefined where no worker can tell in time. */
function readWho({ client }: RunsDeps): Promise<SwitchedOff | undefined> {
  return query(client, switchId, getSwitch).catch(() => undefined);
}

/** Which runs an audience is, of those that began before sending was on again. */
const audiences: Record<Audience, (at: string) => string> = {
  due: (at) => `StartTime <= '${at}' AND NextSendAt <= '${at}'`,
  rest: (at) => `StartTime <= '${at}' AND (NextSendAt > '${at}' OR NextSendAt IS NULL)`,
  unlisted: (at) => `StartTime BETWEEN '${minusMs(at, listedAfterMs)}' AND '${at}'`,
};

/** Has open runs told that sending is on again; gives whether that is done. */
export function tellSwitchedOn(
  signal: SignalRuns,
  { message, audience, jobId }: Telling,
): Promise<boolean> {
  const of = `${isRun} AND ${audiences[audience](message.at)}`;
  return signal<SwitchedOn>({ query: of, signal: switchedOn, message, jobId });
}

function minusMs(at: string, ms: number): string {
  return new Date(Date.parse(at) - ms).toISOString();
}
