import type { z } from 'zod';
import { Malformed, NotFound } from '../../domain/errors.js';
import { isTooFarAhead, tooFar } from '../../domain/plan/horizon.js';
import { inTime } from '../../runs/deadline.js';
import { type RunReply, toRunReply } from '../../runs/reply.js';
import type { Asked, RunControl } from '../../runs/steer.js';
import type { ApiDeps } from '../deps.js';
import { judge } from './asked.js';
import { controlBodies } from './control-bodies.js';
import { notionDeadlineMs } from './control-contact.js';

const { pause, resume, skipNext, sendNow, reschedule, resolve, restart, stop } = controlBodies;

const bodies: { [C in RunControl]: z.ZodType<Asked[C]> } = {
  pause,
  resume,
  'skip-next': skipNext,
  'send-now': sendNow,
  reschedule,
  resolve,
  restart,
  stop,
};

/**
 * Steers one run; gives the plan that follows. What is asked is judged before the run is told.
 * @throws {Problem} 422 naming every faulty field, of a run that is there.
 * @throws {NotFound | Refused | Malformed | TemporalAway}
 */
export async function controlRun<C extends RunControl>(
  { runs, now, findContact }: ApiDeps,
  id: string,
  control: C,
  asked: unknown,
): Promise<RunReply> {
  const body: z.ZodType<Asked[C]> = bodies[control];
  const judged = await judgeFor(body, asked, async () => (await runs.find(id)) !== undefined);
  if ('at' in judged && isTooFarAhead(Date.parse(judged.at), (await now()).getTime())) {
    throw new Malformed(tooFar, 'at');
  }
  const emailStatusOf = async (address: string) => {
    // A run that begins anew asks Notion itself, for as long as it takes.
    const found = await inTime(notionDeadlineMs, () => findContact(address)).catch(() => undefined);
    return found?.fields['emailStatus'] ?? null;
  };
  return toRunReply(id, await runs.steer(id, control, judged, { emailStatusOf }));
}

/** Of a run that nobody knows nothing else is wrong. */
async function judgeFor<T>(
  body: z.ZodType<T>,
  asked: unknown,
  isThere: () => Promise<boolean>,
): Promise<T> {
  try {
    return judge(body, asked);
  } catch (faults) {
    if (await isThere()) throw faults;
    throw new NotFound('There is no such run.');
  }
}
