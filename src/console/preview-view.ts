import { html } from 'hono/html';
import { Problem } from '../api/http/problem.js';
import type { PreviewReply } from '../api/operators/read-templates.js';
import { renderFormToken } from './layout.js';
import { type Html, sayProblem } from './words.js';

/** An email as its reader has it, for whom one likes; or why it cannot be shown. */
export function renderReading(
  preview: PreviewReply | Problem,
  { path, token, typed }: { path: string; token: string; typed: string },
  key: string,
): Html {
  return html`<section><h2>As its reader has it</h2>
<form class="search" method="post" action="${path}">
  ${renderFormToken(token)}
  <label>For a contact, by email <input name="email" type="email" value="${typed}" maxlength="200" autocomplete="off" placeholder="sarah@example.com"></label>
  <button class="main">Show</button>
</form>
${
  preview instanceof Problem
    ? html`<p class="card bad">${sayProblem(preview)}</p>`
    : html`<p class="hint">${sayWhose(preview)}</p>${renderPreview(preview, `${path}/mail?contact=${key}&`)}`
}</section>`;
}

function sayWhose({ contact }: PreviewReply): string {
  if (contact === undefined) return "For the person of the campaign's example.";
  return `For ${contact}, as Notion has them; what the event tells is the campaign's example.`;
}

/** One email beside itself: on a phone, on a desktop, and in the dark. */
function renderPreview(
  { subject, text, headers, from, bytes }: PreviewReply,
  mailUrl: string,
): Html {
  const shown = { From: from, Subject: subject, ...headers };
  const frames = [
    ['phone', 'On a phone', 'light'],
    ['desktop', 'On a desktop', 'light'],
    ['desktop dark', 'In the dark', 'dark'],
  ] as const;
  return html`<dl>${Object.entries(shown).map(
    ([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`,
  )}<dt>HTML</dt><dd>${Math.ceil(bytes / 1024)} KB</dd></dl>
<div class="frames">${frames.map(
    ([kind, title, scheme]) => html`<figure class="${kind}">
  <figcaption>${title}</figcaption>
  <iframe sandbox title="${title}" loading="lazy" src="${mailUrl}scheme=${scheme}"></iframe>
</figure>`,
  )}</div>
<details><summary>Plain text</summary><pre class="card" tabindex="0">${text}</pre></details>`;
}
