import { Hono } from 'hono';
import { html } from 'hono/html';
import type { Readiness } from '../api/deps.js';
import { readWell, type WellReply } from '../api/operators/incidents.js';
import { MINUTE } from '../domain/duration.js';
import type { Clock } from './clock.js';
import type { ConsoleDeps, ConsoleEnv } from './deps.js';
import { orUntold } from './untold.js';
import { renderWell } from './well-view.js';
import { type Html, renderTime, sayCount } from './words.js';

/** So late an email is more than about to go. */
const lateMs = 10 * MINUTE;

/** One thing to look at: what it is, whether it is good, and what is known of it. */
interface Line {
  what: string;
  /** Undefined where it is neither good nor bad. */
  isGood?: boolean | undefined;
  says: Html | string;
}

/** Whether all is well, part by part. */
export function wellPages({ api, show, clock }: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  app.get('/well', async (c) => {
    const [well, late, readiness] = await Promise.all([
      orUntold(readWell(api)),
      orUntold(api.runs.countDue(lateMs)),
      api.readiness(),
    ]);
    const at = await clock(c);
    const lines = [
      ...linesOfApi(api, readiness),
      ...(well ? linesOfTemporal(well, late) : []),
      ...linesOfSenders(api.lastHeard.all(), at),
    ];
    const body = html`${renderWell(well, at)}
<section><h2>Each part</h2>${renderLines(lines)}
<p class="hint">Senders are those that this API process has heard since it started. Backups of Temporal's database are not looked at here.</p></section>`;
    return show(c, 'Part by part', body);
  });
  return app;
}

function linesOfApi(
  { version, isTesting, isShadow }: Pick<ConsoleDeps['api'], 'version' | 'isTesting' | 'isShadow'>,
  { missing, isSending }: Readiness,
): Line[] {
  const reach = (name: string): Line => {
    const fault = missing.find((one) => one.name === name);
    return { what: name, isGood: !fault, says: fault ? fault.why : 'can be reached' };
  };
  return [
    { what: 'API', isGood: true, says: `version ${version}` },
    reach('Temporal'),
    reach('Notion'),
    {
      what: 'Sending',
      isGood: isSending,
      says: isSending ? 'is on' : html`is <a href="/console/switch">switched off</a>`,
    },
    ...(isShadow ? [{ what: 'Shadow mode', isGood: false, says: 'on: nothing is sent' }] : []),
    { what: 'Testing mode', says: isTesting ? 'on: times are short, and mail is limited' : 'off' },
  ];
}

function linesOfTemporal({ incidents, due, queues }: WellReply, late = 0): Line[] {
  const ofResend = incidents.find(({ about }) => about.startsWith('resend'));
  return [
    {
      what: 'Resend',
      isGood: !ofResend,
      says: ofResend ? `${ofResend.title}: ${ofResend.reason}` : 'no fault is known',
    },
    { what: 'Due now', says: sayCount(due) },
    { what: 'Late by more than 10 minutes', isGood: late === 0, says: sayCount(late) },
    ...queues.map(({ name, hasWorker, waiting }) => ({
      what: `Queue ${name}`,
      isGood: hasWorker,
      says: `${hasWorker ? 'a worker takes its tasks' : 'no worker takes its tasks'}; about ${waiting} wait`,
    })),
  ];
}

function linesOfSenders(
  heard: readonly { sender: string; at: Date | undefined }[],
  clock: Clock,
): Line[] {
  return heard.map(({ sender, at }) => ({
    what: `Last webhook of ${sender}`,
    says: at ? renderTime(at.toISOString(), clock) : 'none yet',
  }));
}

function renderLines(lines: readonly Line[]): Html {
  const mark = ({ isGood }: Line) =>
    isGood === undefined
      ? ''
      : html`<strong class="${isGood ? 'good' : 'bad'}">${isGood ? 'good' : 'bad'}</strong>`;
  return html`<table class="card"><thead><tr><th scope="col">What</th><th scope="col">How</th><th scope="col">What is known</th></tr></thead>
<tbody>${lines.map(
    (line) =>
      html`<tr><th scope="row">${line.what}</th><td>${mark(line)}</td><td>${line.says}</td></tr>`,
  )}</tbody></table>`;
}
