import { Hono } from 'hono';
import type { z } from 'zod';
import { sequences } from '../campaign/sequences/index.js';
import type { Outcome, RunInput, Timeline } from '../domain/run.js';
import { resolveEnded, restartFrom, type TakenUp } from '../domain/take-up.js';
import * as messages from '../workflows/messages.js';
import type { ApiDeps } from './app.js';
import { readAsked } from './asked.js';
import { limitBody } from './body.js';
import { ask, controlBodies } from './controls.js';
import { Problem } from './problem.js';
import { findRun, readEnded } from './read-runs.js';
import { toRunReply } from './reply.js';
import { stopRun, takeUpRun } from './runs.js';

const runNames = new Set<string>(Object.values(sequences).map(({ name }) => name));

/** How operators steer one run; every answer is the plan that follows. */
export function steering(deps: ApiDeps): Hono {
  const { client } = deps;
  const app = new Hono();

  const control = <T extends z.ZodType>(
    name: string,
    body: T,
    apply: (id: string, asked: z.output<T>) => Promise<Timeline | undefined>,
  ) =>
    app.post(`/runs/:id/${name}`, limitBody, async (c) => {
      const asked = await readAsked(deps, c, body);
      const id = c.req.param('id');
      const isRun = runNames.has(id.split('/')[0] ?? '');
      const timeline = isRun ? await apply(id, asked) : undefined;
      if (timeline) return c.json(toRunReply(id, timeline));
      if (isRun && (await findRun(client, id))) {
        throw new Problem(409, 'Nothing was changed: it has ended.');
      }
      throw new Problem(404, 'There is no run of this id.');
    });

  /** A new execution under the same id takes up the run as it ended. */
  const takeUp = async (
    id: string,
    plan: (ended: RunInput, outcome: Outcome | undefined) => TakenUp,
  ): Promise<Timeline | undefined> => {
    const found = await readEnded(client, id);
    if (!found) return undefined;
    const taken = plan(found.input, found.outcome);
    if ('refused' in taken) throw new Problem(409, `Nothing was changed: ${taken.refused}.`);
    if ('malformed' in taken) {
      const errors = [{ path: taken.field, message: taken.malformed }];
      throw new Problem(422, `Nothing was changed: ${taken.malformed}.`, { errors });
    }
    await takeUpRun(client, found.type, id, taken.input);
    return findRun(client, id);
  };

  const { pause, resume, skipNext, sendNow, reschedule, resolve, restart, stop } = controlBodies;
  control(
    'pause',
    pause,
    async (id, asked) => (await ask(client, id, messages.pause, asked))?.answer,
  );
  control(
    'resume',
    resume,
    async (id, asked) => (await ask(client, id, messages.resume, asked))?.answer,
  );
  control(
    'skip-next',
    skipNext,
    async (id, asked) => (await ask(client, id, messages.skipNext, asked))?.answer,
  );
  control(
    'send-now',
    sendNow,
    async (id, asked) => (await ask(client, id, messages.sendNow, asked))?.answer,
  );
  control(
    'reschedule',
    reschedule,
    async (id, asked) => (await ask(client, id, messages.reschedule, asked))?.answer,
  );
  control('resolve', resolve, async (id, asked) => {
    const open = await ask(client, id, messages.resolve, asked);
    if (open) return open.answer;
    const now = await deps.now();
    return takeUp(id, (ended, outcome) => resolveEnded(ended, outcome, asked, now));
  });
  control('restart', restart, async (id, asked) => {
    const now = await deps.now();
    return takeUp(id, (ended) => restartFrom(ended, asked, now));
  });
  control('stop', stop, async (id, asked) => {
    const before = await findRun(client, id);
    if (before?.status === 'ended') return undefined;
    const at = (await deps.now()).toISOString();
    const isTold = await stopRun(client, id, { cause: 'operator', at, ...asked });
    return isTold ? findRun(client, id) : undefined;
  });
  return app;
}
