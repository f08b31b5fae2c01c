import { Hono } from 'hono';
import { html } from 'hono/html';
import { type Problem, toProblem } from '../api/http/problem.js';
import { controlSwitch } from '../api/operators/switch.js';
import type { AffectedEmail, Preview } from '../runs/late.js';
import type { SwitchReply } from '../runs/switch.js';
import type { Clock } from './clock.js';
import type { ConsoleContext, ConsoleDeps, ConsoleEnv } from './deps.js';
import { readForm } from './form.js';
import { renderFormToken, type Said } from './layout.js';
import { renderReason } from './run-controls.js';
import { runPath } from './run-view.js';
import { type Html, renderTime, requireReason, sayCount, sayProblem } from './words.js';

/** How many of the affected runs are named; all are counted. */
const mostNamed = 50;

/** The sending switch, with what lifting it would mean. */
export function switchPages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const { api, people, show, formToken } = deps;
  const app = new Hono<ConsoleEnv>();

  const showSwitch = async (
    c: ConsoleContext,
    said?: Said & { status?: Problem['status'] },
  ): Promise<Response> => {
    const state = await api.runs.readSwitch();
    const clock = await deps.clock(c);
    if (state.sending) return show(c, 'Sending is on', renderOff(formToken(c)), said);
    const affected = new Set([...state.skipped, ...state.late].map(({ id }) => id));
    const named = [...affected].slice(0, mostNamed);
    const names = new Map(
      await Promise.all(named.map(async (id) => [id, await people.nameOf(id)] as const)),
    );
    return show(c, 'Sending is off', renderOn(state, names, formToken(c), clock), said);
  };

  app.get('/switch', (c) => {
    const isDone = c.req.query('done') !== undefined;
    return showSwitch(c, isDone ? { done: 'The switch is thrown.' } : {});
  });
  app.post('/switch', async (c) => {
    const field = await readForm(c);
    const [reason, mode] = [field('reason'), field('mode')];
    try {
      requireReason(reason);
      const sending = field('sending') === 'on';
      const { by } = c.get('session');
      await controlSwitch(api, { sending, by, reason, ...(mode && { mode }) });
      return c.redirect('/console/switch?done', 303);
    } catch (error) {
      const problem = toProblem(error);
      if (!problem) throw error;
      return showSwitch(c, { problem: sayProblem(problem), status: problem.status });
    }
  });
  return app;
}

function renderOff(formToken: string): Html {
  return html`<form class="card control" method="post" action="/console/switch">
  ${renderFormToken(formToken)}
  <input type="hidden" name="sending" value="off">
  <p>Off means: within seconds no email goes out anywhere, to nobody, of no sequence. Runs wait.
    Webhooks are taken all the same. What the website sends itself goes on.</p>
  ${renderReason()}
  <button class="grave">Switch all sending off</button>
</form>`;
}

function renderOn(
  { by, reason, offAt, ...preview }: SwitchReply,
  names: Map<string, string>,
  formToken: string,
  clock: Clock,
): Html {
  return html`<p>${by ? html`Switched off by <strong>${by}</strong>` : 'Switched off'}
  ${offAt ? renderTime(offAt, clock) : ''}${reason ? html`: “${reason}”` : ''}.</p>
<p>${sayPreview(preview)}</p>
<form class="card control" method="post" action="/console/switch">
  ${renderFormToken(formToken)}
  <input type="hidden" name="sending" value="on">
  <fieldset>
    <legend>What happens to what is late?</legend>
    <label class="choice"><input type="radio" name="mode" value="shift" required> Shift: nothing is skipped. All that is still to come, of every run, moves by the time that sending was off</label>
    <label class="choice"><input type="radio" name="mode" value="catch-up"> Catch up: planned times stay. What is late goes late, or not at all${preview.previewMissing === undefined ? ': see below' : ''}</label>
  </fieldset>
  ${renderReason()}
  <button class="main">Switch sending on</button>
</form>
${renderPreview(preview, names, clock)}
<section><h2>With “shift”</h2><p class="card empty">Nobody misses an email, and none is late: each keeps its distance to the one before.</p></section>`;
}

function sayPreview({ skipped, late, unjudged, previewMissing }: Preview): string {
  if (previewMissing !== undefined) return `What is late cannot be told now: ${previewMissing}.`;
  const others = unjudged === 1 ? '1 run' : `${unjudged} runs`;
  const unsaid = unjudged > 0 ? ` Of ${others} with a late email it cannot be told.` : '';
  const count = skipped.length + late.length;
  if (count === 0) return `No email should have gone out by now.${unsaid}`;
  const lost =
    skipped.length === 0
      ? 'all of that would still go'
      : `${sayCount(skipped.length)} would never go`;
  return `${sayCount(count)} should have gone out by now; with “catch up” ${lost}.${unsaid}`;
}

function renderPreview(
  { skipped, late, previewMissing }: Preview,
  names: Map<string, string>,
  clock: Clock,
): Html | '' {
  if (previewMissing !== undefined) return '';
  const list = (emails: AffectedEmail[]) => renderAffected(emails, names, clock);
  return html`<section><h2>With “catch up”: not at all <span class="count">${skipped.length}</span></h2>${list(skipped)}</section>
<section><h2>With “catch up”: late <span class="count">${late.length}</span></h2>${list(late)}</section>`;
}

function renderAffected(emails: AffectedEmail[], names: Map<string, string>, clock: Clock): Html {
  if (emails.length === 0) return html`<p class="card empty">No email.</p>`;
  const shown = emails.filter(({ id }) => names.has(id));
  return html`<ul class="card rows">${shown.map(
    ({ id, number, template, plannedAt, dueAt }) => html`<li>
  <a href="${runPath(id)}">${names.get(id)}</a> <span class="chip">${id.split('/')[0]}</span>
  <p>${number === undefined ? 'the next email' : `#${number} ${template}`}, planned for ${renderTime(plannedAt, clock)}</p>
  ${dueAt === plannedAt ? '' : html`<p>would go ${renderTime(dueAt, clock)}</p>`}
</li>`,
  )}</ul>
${shown.length < emails.length ? html`<p class="hint">${shown.length} of ${emails.length} are shown.</p>` : ''}`;
}
