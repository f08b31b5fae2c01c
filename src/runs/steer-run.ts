import type { z } from 'zod';
import type { ApiDeps } from '../api/app.js';
import { Problem } from '../api/http/problem.js';
import { judge } from '../api/operators/asked.js';
import { ask, controlBodies } from '../api/operators/controls.js';
import type { Outcome, RunInput, Timeline } from '../domain/run/run.js';
import { resolveEnded, restartFrom, type TakenUp } from '../domain/run/take-up.js';
import * as messages from '../workflows/messages.js';
import { findRun, isRunId, readEnded } from './read-runs.js';
import { type RunReply, toRunReply } from './reply.js';
import { stopRun, takeUpRun } from './runs.js';

/** Applies a control to what was asked; gives the timeline that follows, undefined without an open run. */
type Steer = (deps: ApiDeps, id: string, asked: unknown) => Promise<Timeline | undefined>;

const { pause, resume, skipNext, sendNow, reschedule, resolve, restart, stop } = controlBodies;

/** The controls of one run, by their names in addresses. */
const runControls = {
  pause: judged(pause, async ({ client }, id, asked) => {
    return (await ask(client, id, messages.pause, asked))?.answer;
  }),
  resume: judged(resume, async ({ client }, id, asked) => {
    return (await ask(client, id, messages.resume, asked))?.answer;
  }),
  'skip-next': judged(skipNext, async ({ client }, id, asked) => {
    return (await ask(client, id, messages.skipNext, asked))?.answer;
  }),
  'send-now': judged(sendNow, async ({ client }, id, asked) => {
    return (await ask(client, id, messages.sendNow, asked))?.answer;
  }),
  reschedule: judged(reschedule, async ({ client }, id, asked) => {
    return (await ask(client, id, messages.reschedule, asked))?.answer;
  }),
  resolve: judged(resolve, async (deps, id, asked) => {
    const open = await ask(deps.client, id, messages.resolve, asked);
    if (open) return open.answer;
    const now = await deps.now();
    return takeUp(deps, id, (ended, outcome) => resolveEnded(ended, outcome, asked, now));
  }),
  restart: judged(restart, async (deps, id, asked) => {
    const now = await deps.now();
    return takeUp(deps, id, (ended) => restartFrom(ended, asked, now));
  }),
  stop: judged(stop, async ({ client, now }, id, asked) => {
    const before = await findRun(client, id);
    if (before?.status === 'ended') return undefined;
    const at = (await now()).toISOString();
    const isTold = await stopRun(client, id, { cause: 'operator', at, ...asked });
    return isTold ? findRun(client, id) : undefined;
  }),
} satisfies Record<string, Steer>;

export type RunControl = keyof typeof runControls;

export const runControlNames = Object.keys(runControls) as RunControl[];

/**
 * Steers one run; gives the plan that follows.
 * @throws {Problem} 422 naming every faulty field; 404 without such a run; 409 with the reason when it
 * makes no sense now; 503.
 */
export async function steerRun(
  deps: ApiDeps,
  id: string,
  control: RunControl,
  asked: unknown,
): Promise<RunReply> {
  const timeline = await runControls[control](deps, id, asked);
  if (timeline) return toRunReply(id, timeline);
  if (await findRun(deps.client, id)) throw new Problem(409, 'Nothing was changed: it has ended.');
  throw new Problem(404, 'There is no run of this id.');
}

/** Judges what is asked before it looks for the run. */
function judged<T extends z.ZodType>(
  body: T,
  apply: (deps: ApiDeps, id: string, asked: z.output<T>) => Promise<Timeline | undefined>,
): Steer {
  return async (deps, id, asked) => {
    const valid = judge(body, asked);
    return isRunId(id) ? apply(deps, id, valid) : undefined;
  };
}

/** A new execution under the same id takes up the run as it ended. */
async function takeUp(
  { client }: ApiDeps,
  id: string,
  plan: (ended: RunInput, outcome: Outcome | undefined) => TakenUp,
): Promise<Timeline | undefined> {
  const found = await readEnded(client, id);
  if (!found) return undefined;
  const taken = plan(found.input, found.outcome);
  if ('refused' in taken) throw new Problem(409, `Nothing was changed: ${taken.refused}.`);
  if ('malformed' in taken) {
    const errors = [{ path: taken.field, message: taken.malformed }];
    throw new Problem(422, `Nothing was changed: ${taken.malformed}.`, { errors });
  }
  await takeUpRun(client, id, found, taken.input);
  return findRun(client, id);
}
