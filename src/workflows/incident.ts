import {
  condition,
  makeContinueAsNewFunc,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { AlertKind } from '../domain/alert.js';
import { SECOND } from '../domain/duration.js';
import {
  alertAfterMs,
  describeIncident,
  type Incident,
  isWatched,
  type Look,
  titleOf,
} from '../domain/incident.js';
import { priorities } from '../domain/run/priorities.js';
import { notion, notionOptions, temporal } from './activities.js';
import { incidentMet, incidentOver } from './messages.js';
import { tellOperators } from './tell-operators.js';

/** A little less than a minute, so that what is mended goes on within one. */
const lookEveryMs = 55 * SECOND;
/** So often nobody has met it any more: then nothing waits for it, or nothing is wrong. */
const looksInVain = 3;

/** What an incident passes on to itself when its history has become long. */
interface Told {
  isTold?: boolean;
  /** ISO instant of its first execution's start. */
  since?: string;
}

/**
 * Open while a fault of the whole installation lasts. Operators hear of it once, and once when it is
 * over; it looks once a minute for all who wait, and then lets them go on, whether or not anybody takes alerts.
 */
export async function incident({
  isTold = false,
  since: before,
  ...met
}: Incident & Told): Promise<void> {
  let isOver = false;
  let isClosing = false;
  let metAgain: string | undefined;
  let timesMet = 0;
  let telling: Promise<void> | undefined;
  let { reason } = met;
  const { about } = met;
  const since = before ?? workflowInfo().startTime.toISOString();
  setHandler(incidentOver, () => {
    isOver = true;
  });
  setHandler(incidentMet, (again) => {
    timesMet += 1;
    if (isClosing) metAgain = again.reason;
    else isOver = false;
  });
  const tellBeside = async () => {
    isTold = await tell({ ...met, reason });
    telling = undefined;
  };
  for (let inVain = 0; !isOver && inVain < looksInVain; ) {
    const isTimeToTell = Date.now() >= Date.parse(since) + alertAfterMs(about);
    if (!isTold && isTimeToTell) telling ??= tellBeside();
    await condition(() => isOver, lookEveryMs, { summary: 'look again' });
    if (isOver) break; // and was not met again in the same moment
    const timesMetBefore = timesMet;
    const look = await lookAt(about);
    // What was met again while it looked lasts, or has begun anew.
    isOver ||= look.kind === 'over' && timesMet === timesMetBefore;
    if (look.kind === 'lasts') ({ reason } = look);
    inVain = look.kind === 'unknown' ? inVain + 1 : 0;
    // After a restart nobody knows what had met it: whoever waits meets it again, or goes on.
    if (inVain === 1) await letGo(about);
    if (workflowInfo().continueAsNewSuggested && !telling) {
      await goOn({ ...met, reason, isTold, since });
    }
  }
  isClosing = true;
  await Promise.all([letAllGo(about), telling]);
  if (isTold) await tellOver({ ...met, reason });
  // It has begun anew meanwhile, and no other of its name could begin.
  const now = new Date().toISOString();
  if (metAgain !== undefined) await goOn({ ...met, reason: metAgain, since: now });
}

/** In a new execution; lists read its memo. */
function goOn({ isTold = false, ...met }: Incident & Told): Promise<never> {
  return makeContinueAsNewFunc<typeof incident>({ memo: met })({ ...met, isTold });
}

/** Twice, as somebody may have begun to wait meanwhile. */
async function letAllGo(about: string): Promise<void> {
  if (isWatched(about)) return; // nobody waits for what the watch finds
  await letGo(about);
  await sleep('10 seconds', { summary: 'once more for whoever has begun to wait meanwhile' });
  await letGo(about);
}

/** Anybody can count again what the watch has found; of a vendor's faults the worker knows that met them. */
async function lookAt(about: string): Promise<Look> {
  if (isWatched(about)) return temporal.lookAgain(about);
  const options = { ...notionOptions, priority: priorities.look, summary: 'look' } as const;
  return notion.lookAtIncident.executeWithOptions(options, [about]);
}

/** Whoever waits looks again. */
async function letGo(about: string): Promise<void> {
  if (!isWatched(about)) await temporal.tellMended(about);
}

async function tell(met: Incident): Promise<boolean> {
  const kind = isWatched(met.about) ? 'unwell' : 'incident';
  return raise(kind, met, describeIncident(met, await temporal.countDue()));
}

async function tellOver(met: Incident): Promise<void> {
  if (isWatched(met.about)) {
    await raise('well_again', met, titleOf(met.about));
  } else {
    await raise('incident_over', met, describeIncident(met, await temporal.countDue()));
  }
}

function raise(kind: AlertKind, { page }: Incident, reason: string): Promise<boolean> {
  return tellOperators({ kind, reason, ...(page && { page }) });
}
