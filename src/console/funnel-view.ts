import { html } from 'hono/html';
import type { Sequence } from '../domain/plan/sequence.js';
import type { Funnel } from '../runs/funnel.js';
import { type Clock, sayInstant } from './clock.js';
import type { Html } from './words.js';

const uncounted = html`<p class="card empty">Temporal does not count this yet: make its search attribute
  <code>Progress</code> (a <code>KeywordList</code>). Runs that start from then on are counted.</p>`;

/** What has become of a sequence's runs, as bars and numbers in one table. */
export function renderFunnel(
  { emails }: Sequence,
  funnel: Funnel | undefined,
  { at, zone }: Clock & { at: Date },
): Html {
  if (!funnel) return uncounted;
  const { started } = funnel;
  const templates = new Map(emails.map(({ number, template }) => [number, template]));
  return html`<div class="wide" role="region" aria-label="Emails" tabindex="0"><table class="card funnel">
<caption>Runs that began in these days. A bar is a share of all that started.</caption>
<thead><tr><th scope="col">Step</th><th scope="col">Runs</th><th scope="col">Delivered</th><th scope="col">Bounced</th><th scope="col">Complained</th><th scope="col">Not sent</th></tr></thead>
<tbody>
<tr><th scope="row">Started</th><td>${renderBar(started, started)}</td><td></td><td></td><td></td><td></td></tr>
${funnel.emails.map(
  ({ number, sent, delivered, bounced, complained, lost }) => html`<tr>
  <th scope="row">Sent #${number} ${templates.get(number)}</th><td>${renderBar(sent, started)}</td>
  <td>${delivered}</td><td>${bounced}</td><td>${complained}</td><td>${lost}</td></tr>`,
)}
</tbody></table></div>
<table class="card funnel">
<caption>How they ended</caption>
<thead><tr><th scope="col">End</th><th scope="col">Runs</th></tr></thead>
<tbody>${endsOf(funnel).map(
    ([what, count]) =>
      html`<tr><th scope="row">${what}</th><td>${renderBar(count, started)}</td></tr>`,
  )}</tbody></table>
<p class="hint">Counted by Temporal ${sayInstant(at.toISOString(), zone)}. It forgets ended runs after its retention.
  That an email was delivered is counted when its run does something next. “Not sent” is skipped, failed, or unknown;
  ${funnel.restarted} of these runs were restarted after an end, and count for both of their ends.</p>`;
}

function endsOf({ open, completed, suppressed, stopped, broken }: Funnel): [string, number][] {
  return [
    ['Still open', open],
    ['Completed', completed],
    ...stopped.map(({ cause, count }): [string, number] => [`Stopped: ${cause}`, count]),
    ['Suppressed: no mail for them', suppressed],
    ['Failed, or ended in Temporal', broken],
  ];
}

/** Drawn as a part of 100; the number says it for all. */
function renderBar(count: number, of: number): Html {
  const share = of === 0 ? 0 : Math.min(100, (100 * count) / of);
  return html`<span class="number">${count}</span><svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect width="100" height="8" class="rest" /><rect width="${share.toFixed(1)}" height="8" /></svg>`;
}
