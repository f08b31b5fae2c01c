import { html } from 'hono/html';
import type { Finding, TemplateReport } from '../domain/copy-report.js';
import type { Clock } from './clock.js';
import type { NamedRun } from './lists.js';
import { runPath } from './run-view.js';
import type { DueNext } from './template-reader.js';
import { type Html, renderTime } from './words.js';

export function templatePath(name: string): string {
  return `/console/templates/${encodeURIComponent(name)}`;
}

/** All templates by their sequence: how each stands, and whom it is due for next. */
export function renderTemplates(
  reports: readonly TemplateReport[],
  due: DueNext,
  clock: Clock,
): Html {
  const sequences = [...new Set(reports.map(({ sequence }) => sequence))];
  return html`${sequences.map(
    (sequence) => html`<section>
  <h2>${sequence ?? 'No email asks for these'}</h2>
  <ul class="card rows">${reports
    .filter((one) => one.sequence === sequence)
    .map((one) => renderRow(one, due, clock))}</ul>
</section>`,
  )}`;
}

function renderRow(report: TemplateReport, due: DueNext, clock: Clock): Html {
  const { name, number, sentBy, status, findings } = report;
  const [first] = findings;
  return html`<li>
    <a href="${templatePath(name)}">${number === undefined ? '' : `#${number} `}${name}</a>
    ${renderState(findings)}
    ${sentBy === 'website' ? html`<span class="chip">sent by the website</span>` : ''}
    ${status && status !== 'Active' ? html`<span class="chip">${status}</span>` : ''}
    ${first ? html`<p>${sayWhere(first)}${first.says}${findings.length > 1 ? html` <span class="faint">and ${findings.length - 1} more</span>` : ''}</p>` : ''}
    ${renderDue(due.get(name), clock)}
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

function renderDue(run: NamedRun | undefined, clock: Clock): Html | '' {
  if (!run?.nextSendAt) return '';
  return html`<p class="hint">Due next for <a href="${runPath(run.id)}">${run.person}</a>, ${renderTime(run.nextSendAt, clock)}</p>`;
}

const parts = { subject: 'subject', body: 'body', text: 'plain text', row: '' };

function sayWhere({ place: { part, line, column } }: Finding): string {
  const where = line === undefined ? parts[part] : `${parts[part]}, line ${line}, column ${column}`;
  return where ? `${where}: ` : '';
}

/** All that is to be said of one template, and whom it is due for next. */
export function renderFindings(
  { name, findings, url }: TemplateReport,
  due: DueNext,
  clock: Clock,
): Html {
  return html`<p class="links"><a href="/console/templates">All templates</a>
  ${url ? html`<a href="${url}">Its row in Notion</a>` : ''}</p>
${
  findings.length === 0
    ? html`<p class="card empty">There is nothing to mend.</p>`
    : html`<ul class="card rows">${findings.map(renderFinding)}</ul>`
}
${renderDue(due.get(name), clock)}`;
}

function renderFinding(finding: Finding): Html {
  const { holds, level, rule, says } = finding;
  const state = holds ? 'Its emails wait' : level === 'fault' ? 'To mend' : 'Hint';
  return html`<li>
    <strong class="${level === 'fault' ? 'bad' : ''}">${state}</strong>
    <span class="chip">${rule}</span>
    <p>${sayWhere(finding)}${says}</p>
  </li>`;
}
