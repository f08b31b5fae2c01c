import { Hono } from 'hono';
import { html } from 'hono/html';
import { Problem, toProblem } from '../api/http/problem.js';
import { controlRun } from '../api/operators/control-run.js';
import { withDeliveries } from '../api/operators/deliveries.js';
import { partsOf } from '../runs/names.js';
import { toRunReply } from '../runs/reply.js';
import { runControlNames } from '../runs/steer.js';
import { zoneOf } from './clock.js';
import type { ConsoleContext, ConsoleDeps, ConsoleEnv } from './deps.js';
import { readForm } from './form.js';
import type { Said } from './layout.js';
import { sayKey, sayPerson } from './people.js';
import { renderControls, requireNumber, sayDone, toAsked } from './run-controls.js';
import { renderHistory, renderState, renderTimeline, runPath } from './run-view.js';
import { requireReason, sayProblem } from './words.js';

/** One run: its emails, what happened to it, and what an operator can do now. */
export function runPages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const { api, people, show, formToken } = deps;
  const app = new Hono<ConsoleEnv>();

  const showRun = async (
    c: ConsoleContext,
    id: string,
    { control, ...said }: Said & { control?: string; status?: Problem['status'] },
  ): Promise<Response> => {
    const timeline = await api.runs.find(id);
    if (!timeline) throw new Problem(404, 'There is no run of this id.');
    const [clock, offAt, person] = await Promise.all([
      deps.clock(c),
      api.runs.sendingOffAt(),
      people.behind(id),
    ]);
    const { contactKey: key } = partsOf(id);
    const notionUrl = person && (await people.notionUrlOf(person.email));
    const told = await withDeliveries(api, { runId: id }, [toRunReply(id, timeline)]);
    const [run = toRunReply(id, timeline)] = told.runs;
    const name = person ? sayPerson(person.email, person.firstName) : sayKey(key);
    const body = html`${renderState(run)}
<p class="links"><a href="/console/contacts/${key}">All of this person</a>
  <a href="${api.temporalRunUrl(id)}">Temporal</a>
  ${notionUrl ? html`<a href="${notionUrl}">Notion</a>` : html`<span class="faint">Notion does not tell</span>`}</p>
${run.needsAttention ? html`<p class="said problem">Needs attention: ${run.needsAttention}</p>` : ''}
<div class="columns">
<section><h2>Emails</h2>${renderTimeline(run, clock)}</section>
<section><h2>Controls</h2>${renderControls(run, { isSending: offAt === undefined, formToken: formToken(c), ...clock })}</section>
</div>
<section><h2>History</h2>${renderHistory(run, clock)}
<p class="hint">Run <code>${id}</code></p></section>`;
    return show(c, `${name}: ${run.sequence}`, body, { done: sayDone(control, run), ...said });
  };

  app.get('/runs/:id', (c) =>
    showRun(c, c.req.param('id'), { control: c.req.query('done') ?? '' }),
  );
  for (const control of runControlNames) {
    app.post(`/runs/:id/${control}`, async (c) => {
      const id = c.req.param('id');
      const field = await readForm(c);
      try {
        requireReason(field('reason'));
        requireNumber(control, field);
        await controlRun(
          api,
          id,
          control,
          toAsked(field, { by: c.get('session').by, zone: zoneOf(c, api) }),
        );
        return c.redirect(`${runPath(id)}?done=${control}`, 303);
      } catch (error) {
        const problem = toProblem(error);
        if (!problem || problem.status === 404) throw error;
        return showRun(c, id, { problem: sayProblem(problem), status: problem.status });
      }
    });
  }
  return app;
}
