import { html } from 'hono/html';
import { events } from '../../campaign/events.js';
import { offersFor } from '../../console/run-controls.js';
import { runPath } from '../../console/run-view.js';
import type { PlannedEmail } from '../../domain/plan/plan.js';
import type { Timeline } from '../../domain/run/run.js';
import type { Inbox, ShownMail, ShownRun } from './inbox.js';

export interface PageAddresses {
  temporalUi: string;
  /** For the console's log-in: the sandbox's own; null where another was set. */
  adminToken: string | null;
  /** What leaves this computer. */
  reach: string;
  curl: string;
}

export interface Shown {
  /** Since when sending is switched off. */
  offAt: string | undefined;
  runs: ShownRun[];
  mails: ShownMail[];
  mail: Awaited<ReturnType<Inbox['mail']>>;
  /** What could not be shown, and why. */
  problems: string[];
  /** What the website was answered. */
  said: string | undefined;
}

type Html = ReturnType<typeof html>;

export function renderPage(shown: Shown, addresses: PageAddresses): Html {
  const { temporalUi, adminToken, reach, curl } = addresses;
  return html`<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>Evergreen sandbox</title>
  <link rel="stylesheet" href="/sandbox/page.css">
  <script src="/sandbox/page.js" defer></script>
</head>
<body>
<header>
  <h1>Evergreen <small>sandbox</small></h1>
  <p>${reach} <a href="${temporalUi}">Temporal Web UI</a> ·
    <a href="/console">Console for operators</a> ${adminToken === null ? '(its token: the ADMIN_TOKEN that was set)' : html`(its token: <code>${adminToken}</code>)`}</p>
</header>
<div role="status" data-live="switch">${shown.offAt ? html`<p class="problem">Sending is switched off: no email goes out. <a href="/console/switch">Switch it on</a></p>` : ''}</div>
<div role="status" data-live="problems">${shown.problems.map((why) => html`<p class="problem">${why}</p>`)}</div>
<main>
  <section class="website" aria-labelledby="website-heading">
    <h2 id="website-heading">A pretend website</h2>
    ${shown.said ? html`<p role="status" class="said">${shown.said}</p>` : ''}
    ${renderForm()}
  </section>
  <section aria-labelledby="runs-heading">
    <h2 id="runs-heading">People and their emails</h2>
    <div data-live="runs">${shown.runs.length > 0 ? shown.runs.map(renderRun) : renderStart(curl)}</div>
  </section>
  <section aria-labelledby="inbox-heading">
    <h2 id="inbox-heading">Inbox</h2>
    ${shown.mail ? renderMail(shown.mail) : ''}
    <div data-live="mails">${renderMails(shown)}</div>
  </section>
</main>
</body>
</html>`;
}

function renderForm(): Html {
  return html`<form method="post" action="/sandbox/visits">
  <label>Email <input name="email" type="email" required value="sarah@example.com" autocomplete="off"></label>
  <label>First name <input name="first_name" value="Sarah" autocomplete="off"></label>
  <label>Business <input name="business_name" value="Salon Sarah" autocomplete="off"></label>
  <div class="visits">${events.map(
    ({ name, sandbox }) => html`<button name="visit" value="${name}">${sandbox.button}</button>`,
  )}</div>
</form>`;
}

function renderStart(curl: string): Html {
  return html`<p>Nobody yet. Post an assessment, as a website would, and watch it here:</p>
<pre tabindex="0"><code>${curl}</code></pre>`;
}

function renderRun({ id, person, timeline, temporalUrl }: ShownRun): Html {
  const known = timeline?.outcome ?? timeline?.status;
  const status = timeline?.asOf === 'plan' ? `${known}, as planned: no worker has answered` : known;
  return html`<article>
  <h3>${person}</h3>
  <p class="meta"><span class="status">${status}</span> ${id.split('/')[0]} ·
    <a href="${temporalUrl}">open in Temporal</a></p>
  ${timeline?.needsAttention ? html`<p class="problem">${timeline.needsAttention}</p>` : ''}
  <ol>${timeline?.emails.map(renderEmail)}</ol>
  ${renderControls(id, timeline)}
</article>`;
}

/** The controls are the console's own; here are ways to those that make sense now. */
function renderControls(id: string, timeline: Timeline | undefined): Html {
  const path = runPath(id);
  const offers = timeline ? offersFor(timeline, true) : [];
  return html`<p class="controls"><a href="${path}">In the console</a>
  ${offers.map((name) => html`<a class="button" href="${path}#${name}">${name.replace('-', ' ')}</a>`)}</p>`;
}

function renderEmail({ template, dueAt, at, state, reason, sentBy }: PlannedEmail): Html {
  const by = sentBy === 'website' ? ' by the website' : '';
  return html`<li class="${state}">
  <span>${template.split('_').map((part, index) => html`${index > 0 ? html`_<wbr>` : ''}${part}`)}</span>
  <span class="state">${state}${by}${reason ? `: ${reason}` : ''}</span>
  ${renderTime(state === 'scheduled' ? dueAt : (at ?? dueAt))}
</li>`;
}

function renderMails({ mails, mail }: Shown): Html {
  if (mails.length === 0) return html`<p>No mail yet.</p>`;
  return html`<ul class="mails">${mails.map(
    ({ id, subject, to, at }) => html`<li>
  <a href="/?mail=${id}#mail" ${mail?.id === id ? html`aria-current="true"` : ''}>
    <strong>${subject}</strong><span>to ${to}</span>${renderTime(at)}
  </a></li>`,
  )}</ul>`;
}

function renderMail({ id, subject, from, to, text }: NonNullable<Shown['mail']>): Html {
  return html`<article id="mail" class="mail">
  <h3>${subject}</h3>
  <p class="meta">from ${from} to ${to}</p>
  <fieldset class="widths" aria-label="Width of the reader's screen">
    <label><input type="radio" name="width" value="fit" checked> as wide as here</label>
    <label><input type="radio" name="width" value="phone"> phone</label>
    <label><input type="radio" name="width" value="desktop"> desktop</label>
  </fieldset>
  <div class="frame" tabindex="0"><iframe title="${subject}" src="/sandbox/mails/${id}" sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe></div>
  <details><summary>Plain text</summary><pre>${text}</pre></details>
  <p><a href="/">Close</a></p>
</article>`;
}

/** The script turns these into the reader's own time. */
function renderTime(instant: string): Html {
  return html`<time datetime="${instant}">${instant.slice(0, 19).replace('T', ' ')} UTC</time>`;
}
