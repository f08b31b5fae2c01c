import { html } from 'hono/html';
import type { PreviewReply } from '../api/operators/read-templates.js';
import type { Finding, TemplateReport } from '../domain/copy-report.js';
import type { NamedRun } from './lists.js';
import { runPath } from './run-view.js';
import { type Html, renderTime } from './words.js';

/** Whom an email of a template is due for next. */
export type DueNext = ReadonlyMap<string, NamedRun>;

export function templatePath(name: string): string {
  return `/console/templates/${encodeURIComponent(name)}`;
}

/** All templates by their sequence: how each stands, and whom it is due for next. */
export function renderTemplates(reports: readonly TemplateReport[], due: DueNext, now: Date): Html {
  const sequences = [...new Set(reports.map(({ sequence }) => sequence))];
  return html`${sequences.map(
    (sequence) => html`<section>
  <h2>${sequence ?? 'No email asks for these'}</h2>
  <ul class="card rows">${reports
    .filter((one) => one.sequence === sequence)
    .map((one) => renderRow(one, due, now))}</ul>
</section>`,
  )}`;
}

function renderRow(report: TemplateReport, due: DueNext, now: Date): Html {
  const { name, number, sentBy, status, findings } = report;
  const [first] = findings;
  return html`<li>
    <a href="${templatePath(name)}">${number === undefined ? '' : `#${number} `}${name}</a>
    ${renderState(findings)}
    ${sentBy === 'website' ? html`<span class="chip">sent by the website</span>` : ''}
    ${status && status !== 'Active' ? html`<span class="chip">${status}</span>` : ''}
    ${first ? html`<p>${sayWhere(first)}${first.says}${findings.length > 1 ? html` <span class="faint">and ${findings.length - 1} more</span>` : ''}</p>` : ''}
    ${renderDue(due.get(name), now)}
  </li>`;
}

function renderState(findings: readonly Finding[]): Html {
  const holds = findings.some((one) => one.holds);
  if (holds) return html`<strong class="bad">its emails wait</strong>`;
  if (findings.some(({ level }) => level === 'fault'))
    return html`<strong class="bad">to mend</strong>`;
  return findings.length > 0
    ? html`<span class="faint">goes, with hints</span>`
    : html`<span class="faint">good</span>`;
}

function renderDue(run: NamedRun | undefined, now: Date): Html | '' {
  if (!run?.nextSendAt) return '';
  return html`<p class="hint">Due next for <a href="${runPath(run.id)}">${run.person}</a>, ${renderTime(run.nextSendAt, now)}</p>`;
}

const parts = { subject: 'subject', body: 'HTML', text: 'plain text', row: '' };

function sayWhere({ place: { part, line, column } }: Finding): string {
  const where = line === undefined ? parts[part] : `${parts[part]}, line ${line}, column ${column}`;
  return where ? `${where}: ` : '';
}

/** All that is to be said of one template. */
export function renderFindings(
  { findings, url }: TemplateReport,
  run: NamedRun | undefined,
  now: Date,
): Html {
  const row = url ? html`<p class="links"><a href="${url}">Its row in Notion</a></p>` : '';
  return html`${row}
${
  findings.length === 0
    ? html`<p class="card empty">There is nothing to mend.</p>`
    : html`<ul class="card rows">${findings.map(
        (one) => html`<li>
      <strong class="${one.level === 'fault' ? 'bad' : ''}">${one.holds ? 'Its emails wait' : one.level === 'fault' ? 'To mend' : 'Hint'}</strong>
      <span class="chip">${one.rule}</span>
      <p>${sayWhere(one)}${one.says}</p>
    </li>`,
      )}</ul>`
}
${renderDue(run, now)}`;
}

/** One email beside itself: on a phone, on a desktop, and in the dark. */
export function renderPreview(
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
