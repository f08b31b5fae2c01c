import { html } from 'hono/html';
import { isOfShadow } from '../domain/shadow.js';
import type { Clock } from './clock.js';
import type { NamedRun } from './lists.js';
import { runPath } from './run-view.js';
import { type Html, renderTime } from './words.js';

/** Runs as a list: whose, what they ask of a person, and when they send next. */
export function renderRuns(runs: readonly NamedRun[], otherwise: string, clock: Clock): Html {
  if (runs.length === 0) return html`<p class="card empty">${otherwise}</p>`;
  return html`<ul class="card rows">${runs.map(
    (run) => html`<li>
    ${renderRunLine(run, clock)}
  </li>`,
  )}</ul>`;
}

/** One run of a list. */
export function renderRunLine(run: NamedRun, clock: Clock): Html {
  return html`<a href="${runPath(run.id)}">${run.person}</a>
    <span class="chip">${run.sequence}</span>
    ${run.isTesting ? html`<span class="chip">testing times</span>` : ''}
    ${isOfShadow(run.id) ? html`<span class="chip">shadow</span>` : ''}
    <p>${renderState(run, clock)}</p>`;
}

function renderState(run: NamedRun, clock: Clock): Html {
  const { attention, endedAt } = run;
  const ended = endedAt ? html` The run has ended ${renderTime(endedAt, clock)}.` : '';
  if (attention) return html`<strong class="bad">${attention.reason}</strong>${ended}`;
  return endedAt ? html`${ended}` : renderNext(run, clock);
}

function renderNext({ status, next, nextSendAt }: NamedRun, clock: Clock): Html {
  if (status === 'paused') return html`Paused.`;
  if (!nextSendAt) return html`Nothing is due.`;
  return html`${next ? html`#${next.number} ${next.template},` : 'An email'} due ${renderTime(nextSendAt, clock)}`;
}
