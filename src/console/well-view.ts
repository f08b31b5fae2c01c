import { html } from 'hono/html';
import type { IncidentReply, WellReply } from '../api/operators/incidents.js';
import { templateNames } from '../campaign/sequences/index.js';
import { aboutTemplate } from '../domain/incident.js';
import type { Clock } from './clock.js';
import { templatePath } from './template-view.js';
import { type Html, renderTime, sayCount } from './words.js';

const untold = html`<p class="card bad">Temporal does not answer, so nobody can tell.
  No email goes out meanwhile; they go when it is back.</p>`;

/** Whether all is well, in one quiet line; or what is not. Undefined where Temporal cannot be asked. */
export function renderWell(well: WellReply | undefined, clock: Clock): Html {
  return html`<section class="well">
  <h2>Is it well?</h2>
  ${well ? renderKnown(well, clock) : untold}
</section>`;
}

function renderKnown({ incidents, due }: WellReply, clock: Clock): Html {
  if (incidents.length === 0) return html`<p class="card empty">All is well.</p>`;
  return html`<ul class="card rows">${incidents.map((incident) => renderIncident(incident, clock))}</ul>
  <p class="hint">${due === 0 ? 'No email waits.' : `${sayCount(due)} should have gone by now.`}</p>`;
}

function renderIncident(
  { about, title, reason, advice, since, link }: IncidentReply,
  clock: Clock,
): Html {
  const template = templateNames.find((name) => aboutTemplate(name) === about);
  const copy =
    template === undefined ? '' : html` · <a href="${templatePath(template)}">See the template</a>`;
  return html`<li>
    <strong class="bad">${title}</strong>
    <p>${reason}${/[.?!]$/.test(reason) ? '' : '.'} ${advice}</p>
    <p class="faint">${since ? html`since ${renderTime(since, clock)}` : 'seen just now'} · <a href="${link}">See it in Temporal</a>${copy}</p>
  </li>`;
}
