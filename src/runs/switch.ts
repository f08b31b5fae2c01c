import { MINUTE, SECOND } from '../domain/duration.js';
import { TemporalAway } from '../domain/errors.js';
import type { Control } from '../domain/run/control.js';
import {
  type SwitchedOff,
  type SwitchedOn,
  type SwitchRequest,
  switchId,
} from '../domain/run/switch.js';
import { attributes, getSwitch, setSwitch, switchedOn } from '../workflows/messages.js';
import { orAway } from './deadline.js';
import type { RunsDeps } from './deps.js';
import { describe, query } from './find.js';
import { inParts } from './in-parts.js';
import { findLate, type LateEmails } from './late.js';
import { listOpen } from './list.js';
import { startUnlessThere } from './start-unless-there.js';
import { ask, tell } from './tell.js';

/** The sending switch as operators see it. */
export interface SwitchReply extends Partial<SwitchedOff>, LateEmails {
  sending: boolean;
}

/** Looking at every run that should have sent something may take a while. */
const previewDeadlineMs = MINUTE;
const toldAtOnce = 10;
const nothingLate: LateEmails = { skipped: [], late: [] };

/**
 * ISO instant since when sending is switched off; undefined while it is on. Its workflow is the record:
 * while that is open and says so, no email goes out.
 */
async function sendingOffAt({ client }: RunsDeps): Promise<string | undefined> {
  const found = await describe(client, switchId);
  if (found?.status.name !== 'RUNNING') return undefined;
  const isOff = found.typedSearchAttributes.get(attributes.needsAttention);
  if (!isOff) return undefined;
  const again = found.memo?.['offAt']; // switched off once more before its workflow had ended
  return typeof again === 'string' ? again : found.startTime.toISOString();
}

/** The same, where the answer that sending is on may be as old as is said. */
export function rememberSwitch(deps: RunsDeps): (maxAgeMs?: number) => Promise<string | undefined> {
  let onAtMs = Number.NEGATIVE_INFINITY;
  return async (maxAgeMs = 0) => {
    if (Date.now() < onAtMs + maxAgeMs) return undefined;
    const offAt = await sendingOffAt(deps);
    // Only "on" is kept: a run that has just heard of it must not be told that it is still off.
    onAtMs = offAt === undefined ? Date.now() : Number.NEGATIVE_INFINITY;
    return offAt;
  };
}

/**
 * Whether sending is on, and if not, what lifting it would mean.
 * @throws {TemporalAway}
 */
export async function readSwitch(deps: RunsDeps): Promise<SwitchReply> {
  const offAt = await orAway(deps.client, () => sendingOffAt(deps));
  if (offAt === undefined) return { sending: true, ...nothingLate };
  const [who, late] = await Promise.all([readWho(deps), previewCatchUp(deps)]);
  return { sending: false, ...(who ?? { offAt }), ...late };
}

/**
 * Switches sending off or on, or with `isDryRun` only tells what that would do.
 * @throws {Refused} when another has done so at this moment.
 * @throws {TemporalAway}
 */
export async function throwSwitch(
  deps: RunsDeps,
  asked: SwitchRequest,
  { isDryRun = false }: { isDryRun?: boolean } = {},
): Promise<SwitchReply> {
  const { client } = deps;
  const isOn = (await orAway(client, () => sendingOffAt(deps))) === undefined;
  const isLossy = !isOn && asked.sending && asked.mode === 'catch-up';
  const late = isLossy ? await previewCatchUp(deps) : nothingLate;
  if (!isDryRun && isOn !== asked.sending) {
    if (asked.sending) await ask(client, switchId, setSwitch, asked);
    else await switchOff(deps, asked);
  }
  const sending = isDryRun ? isOn : asked.sending;
  return { sending, ...(!sending && (await readWho(deps))), ...late };
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
function startSwitch({ client }: RunsDeps, who: Control): Promise<boolean> {
  return orAway(client, () =>
    startUnlessThere(client, 'sendingSwitch', {
      workflowId: switchId,
      args: [who],
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      workflowIdConflictPolicy: 'FAIL',
      staticSummary: 'sending is switched off',
      typedSearchAttributes: [{ key: attributes.needsAttention, value: true }],
    }),
  );
}

function previewCatchUp(deps: RunsDeps): Promise<LateEmails> {
  return orAway(deps.client, () => findLate(deps), previewDeadlineMs);
}

/** By whom it is off is nice to have; undefined where no worker can tell in time. */
function readWho({ client }: RunsDeps): Promise<SwitchedOff | undefined> {
  return query(client, switchId, getSwitch).catch(() => undefined);
}

/**
 * Tells every open run that sending is on again. Repeating it tells only those that `told` does not
 * hold.
 * @returns the ids of all that were told.
 */
export async function tellSwitchedOn(
  deps: RunsDeps,
  message: SwitchedOn,
  told: readonly string[],
): Promise<string[]> {
  const known = new Set(told);
  const untold = (await listOpen(deps)).filter(({ id }) => !known.has(id));
  // One that has ended meanwhile needs not be told.
  await inParts(toldAtOnce, untold, ({ id }) => tell(deps.client, id, switchedOn, message));
  return [...known, ...untold.map(({ id }) => id)];
}
