import { html } from 'hono/html';
import { stopOf } from '../campaign/stops.js';
import type { Sequence, SequenceEmail } from '../domain/plan/sequence.js';
import type { StopCause } from '../domain/run/stop.js';
import type { Funnel, FunnelEmail } from '../runs/funnel.js';
import { type Clock, sayInstant } from './clock.js';
import type { Html } from './words.js';

const uncounted = html`<p class="card empty">Temporal does not count this yet: make its search attribute
  <code>Progress</code> (a <code>KeywordList</code>). Runs that start from then on are counted.</p>`;

/** What has become of a sequence's runs, as bars and numbers in one table. */
export function renderFunnel(
  { name, emails }: Sequence,
  funnel: Funnel | undefined,
  { at, zone }: Clock & { at: Date },
): Html {
  if (!funnel) return uncounted;
  const { started } = funnel;
  const definitions = new Map(emails.map((email) => [email.number, email]));
  return html`<div class="wide" role="region" aria-label="Emails" tabindex="0"><table class="card funnel">
<caption>Runs that began in these days. A bar is a share of all that started.</caption>
<thead><tr><th scope="col">Step</th><th scope="col">Runs</th><th scope="col">Delivered</th><th scope="col">Bounced</th><th scope="col">Complained</th><th scope="col">Not sent</th></tr></thead>
<tbody>
<tr><th scope="row">Started</th><td>${renderBar(started, started)}</td><td></td><td></td><td></td><td></td></tr>
${funnel.emails.map((counted) => renderEmail(counted, definitions.get(counted.number), started))}
</tbody></table></div>
<table class="card funnel">
<caption>How they ended</caption>
<thead><tr><th scope="col">End</th><th scope="col">Runs</th></tr></thead>
<tbody>${endsOf(name, funnel).map(
    ([what, count]) =>
      html`<tr><th scope="row">${what}</th><td>${renderBar(count, started)}</td></tr>`,
  )}</tbody></table>
<p class="hint">Counted by Temporal ${sayInstant(at.toISOString(), zone)}. It forgets ended runs after its retention.
  That an email was delivered is counted when its run does something next. “Not sent” is skipped, failed, or unknown;
  ${funnel.restarted} of these runs were restarted after an end, and count for both of their ends.</p>`;
}

/** Of what the website sends itself, Resend tells us nothing. */
function renderEmail(
  { number, sent, lost, ...told }: FunnelEmail,
  email: SequenceEmail | undefined,
  started: number,
): Html {
  const isOurs = email?.sentBy !== 'website';
  const counts = [told.delivered, told.bounced, told.complained].map((count) =>
    isOurs ? count : '–',
  );
  return html`<tr>
  <th scope="row">Sent #${number} ${email?.template}</th><td>${renderBar(sent, started)}</td>
  ${[...counts, lost].map((count) => html`<td>${count}</td>`)}</tr>`;
}

/** What can end a run of this sequence, and whatever has. */
function endsOf(
  name: string,
  { open, completed, suppressed, stopped, broken }: Funnel,
): [string, number][] {
  const isPossible = (cause: StopCause) =>
    cause === 'superseded' || stopOf(cause).ends.includes(name);
  return [
    ['Still open', open],
    ['Completed', completed],
    ...stopped
      .filter(({ cause, count }) => count > 0 || isPossible(cause))
      .map(({ cause, count }): [string, number] => [`Stopped: ${cause}`, count]),
    ['Suppressed: no mail for them', suppressed],
    ['Failed, or ended in Temporal', broken],
  ];
}

/** Drawn as a part of 100; the number says it for all. */
function renderBar(count: number, of: number): Html {
  const share = of === 0 ? 0 : Math.min(100, (100 * count) / of);
  return html`<span class="number">${count}</span><svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect width="100" height="8" class="rest" /><rect width="${share.toFixed(1)}" height="8" /></svg>`;
}
