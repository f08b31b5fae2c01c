import { html } from 'hono/html';
import type { NamedRun } from './lists.js';
import { runPath } from './run-view.js';
import { type Html, renderTime } from './words.js';

/** Runs as a list: whose, what they ask of a person, and when they send next. */
export function renderRuns(runs: readonly NamedRun[], otherwise: string, now: Date): Html {
  if (runs.length === 0) return html`<p class="card empty">${otherwise}</p>`;
  return html`<ul class="card rows">${runs.map(
    (run) => html`<li>
    <a href="${runPath(run.id)}">${run.person}</a>
    <span class="chip">${run.sequence}</span>
    ${run.isTesting ? html`<span class="chip">testing times</span>` : ''}
    <p>${renderState(run, now)}</p>
  </li>`,
  )}</ul>`;
}

function renderState(run: NamedRun, now: Date): Html {
  const { attention, endedAt } = run;
  const ended = endedAt ? html` The run has ended ${renderTime(endedAt, now)}.` : '';
  if (attention) return html`<strong class="bad">${attention.reason}</strong>${ended}`;
  return endedAt ? html`${ended}` : renderNext(run, now);
}

function renderNext({ status, next, nextSendAt }: NamedRun, now: Date): Html {
  if (status === 'paused') return html`Paused.`;
  if (!nextSendAt) return html`Nothing is due.`;
  return html`${next ? html`#${next.number} ${next.template},` : 'An email'} due ${renderTime(nextSendAt, now)}`;
}
