import { html } from 'hono/html';
import type { Clock } from './clock.js';
import type { Session } from './session.js';
import { type Html, renderTime } from './words.js';

/** What every page shows around its own part. */
export interface Frame {
  title: string;
  /** Missing on the log-in page. */
  session?: Session | undefined;
  formToken?: string;
  /** Since when no email goes out anywhere; `unknown` when Temporal cannot be asked. */
  offAt?: string | undefined;
  isTesting: boolean;
  isShadow: boolean;
  clock: Clock;
}

/** What a page has to say first: how something went, or why it did not. */
export interface Said {
  done?: string | undefined;
  problem?: string | undefined;
}

export function renderPage(frame: Frame, said: Said, body: Html): Html {
  const { title, session } = frame;
  return html`<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <!-- Our own posts tell their origin, and nobody else learns anything. -->
  <meta name="referrer" content="same-origin">
  <title>${title} · Evergreen</title>
  <link rel="icon" href="data:,">
  <link rel="stylesheet" href="/console/console.css">
</head>
<body>
<a class="skip" href="#main">Skip to content</a>
<header>
  <a class="brand" href="/console">Evergreen <span>console</span></a>
  ${frame.isTesting ? html`<span class="chip">testing mode</span>` : ''}
  ${session ? renderNav(frame, session) : ''}
</header>
${frame.isShadow ? html`<p class="banner" role="status"><strong>Shadow mode.</strong> What would be sent is planned and kept; nothing is sent, and nothing is written to Notion.</p>` : ''}
${session ? renderSwitchBanner(frame) : ''}
<main id="main" tabindex="-1">
<h1>${title}</h1>
${said.problem ? html`<p class="said problem" role="alert">${said.problem}</p>` : ''}
${said.done ? html`<p class="said done" role="status">${said.done}</p>` : ''}
${body}
</main>
</body>
</html>`;
}

function renderNav({ offAt, clock, formToken = '' }: Frame, { by }: Session): Html {
  const state = offAt === undefined ? 'on' : offAt === 'unknown' ? 'unknown' : 'off';
  return html`<nav aria-label="Console">
    <a href="/console">People</a>
    <a href="/console/runs">Runs</a>
    <a href="/console/sequences">Sequences</a>
    <a href="/console/templates">Templates</a>
    <a href="/console/switch">Sending: <strong class="${state}">${state}</strong></a>
    <a href="/console/zone">Times in ${clock.zone}</a>
  </nav>
  <form class="who" method="post" action="/console/log-out">
    ${renderFormToken(formToken)}
    <span>${by}</span> <button class="quiet">Log out</button>
  </form>`;
}

function renderSwitchBanner({ offAt, clock }: Frame): Html | '' {
  if (offAt === undefined) return '';
  if (offAt === 'unknown') {
    return html`<p class="banner" role="status">Temporal does not answer: nobody can tell whether sending is on.</p>`;
  }
  return html`<p class="banner" role="status"><strong>Sending is switched off.</strong>
    No email goes out anywhere since ${renderTime(offAt, clock)}. <a href="/console/switch">Switch it on</a></p>`;
}

/** Ties a form to the session that it was made for. */
export function renderFormToken(formToken: string): Html {
  return html`<input type="hidden" name="form_token" value="${formToken}">`;
}

/** After a refusal that no page of its own can show. */
export function renderWayBack(): Html {
  return html`<p><a href="/console">To the first page</a></p>`;
}
