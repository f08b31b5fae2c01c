import { html } from 'hono/html';
import { MINUTE } from '../domain/duration.js';
import { isOfShadow } from '../domain/shadow.js';
import type { RunEmailReply, RunReply } from '../runs/reply.js';
import type { Clock } from './clock.js';
import { type Html, renderTime, sayReason } from './words.js';

export function runPath(id: string): string {
  return `/console/runs/${encodeURIComponent(id)}`;
}

/** A run's state, in a line. */
export function renderState({ id, status, outcome, segment, testing, asOf }: RunReply): Html {
  return html`<p class="state-line">
  <strong class="chip ${status}">${outcome ?? status}</strong>
  ${segment ? html`<span class="chip">${segment}</span>` : ''}
  ${testing ? html`<span class="chip">testing times</span>` : ''}
  ${isOfShadow(id) ? html`<span class="chip">shadow: nothing is sent</span>` : ''}
</p>
${asOf === 'plan' ? html`<p class="said problem">No worker has answered. This is what was planned; what has become of earlier emails is not known here.</p>` : ''}`;
}

/** Every email of a run: what went out, what is still to come, and why. */
export function renderTimeline({ emails }: RunReply, clock: Clock): Html {
  return html`<ol class="card timeline">${emails.map((email) => renderEmail(email, clock))}</ol>`;
}

const verbs: Partial<Record<RunEmailReply['state'], string>> = { scheduled: 'due', sent: 'sent' };

function renderEmail(email: RunEmailReply, clock: Clock): Html {
  const { number, template, sentBy, state, reason, dueAt, plannedAt, sentAt, resendId, delivery } =
    email;
  const verb = verbs[state] ?? 'planned for';
  const at = sentAt ?? dueAt;
  // The moment that a send takes moves nothing.
  const isMoved = plannedAt && Math.abs(Date.parse(at) - Date.parse(plannedAt)) >= MINUTE;
  return html`<li class="${state}">
  <span class="what">#${number} ${template}</span>
  <strong class="state">${state}${sentBy === 'website' ? ' by the website' : ''}</strong>
  <p>${verb} ${renderTime(at, clock)}</p>
  ${isMoved ? html`<p class="faint">first planned for ${renderTime(plannedAt, clock)}</p>` : ''}
  ${reason ? html`<p>${sayReason(reason)}</p>` : ''}
  ${delivery ? html`<p>Resend says: ${delivery}</p>` : ''}
  ${resendId ? html`<p class="faint">Resend <code>${resendId}</code></p>` : ''}
</li>`;
}

/** What happened to a run, the newest first, with who and why. */
export function renderHistory({ history }: RunReply, clock: Clock): Html {
  if (history.length === 0) return html`<p class="card empty">Nothing has interfered.</p>`;
  return html`<ol class="card rows">${history.toReversed().map(
    ({ at, what, by, reason }) => html`<li>
  <span class="what">${what}${by ? html` <span class="faint">by ${by}</span>` : ''}</span>
  ${reason ? html`<p>“${reason}”</p>` : ''}
  <p class="faint">${renderTime(at, clock)}</p>
</li>`,
  )}</ol>`;
}
