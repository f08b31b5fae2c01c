import { Hono } from 'hono';
import { html } from 'hono/html';
import { LRUCache } from 'lru-cache';
import { Problem } from '../api/http/problem.js';
import { sequenceOf, sequences } from '../campaign/sequences/index.js';
import { DAY, MINUTE } from '../domain/duration.js';
import { Malformed } from '../domain/errors.js';
import type { Sequence } from '../domain/plan/sequence.js';
import type { Funnel, FunnelAsked } from '../runs/funnel.js';
import type { ConsoleDeps, ConsoleEnv } from './deps.js';
import { renderFunnel } from './funnel-view.js';
import { renderPicture, sayBase, sayWhen } from './sequence-picture.js';
import { type Html, sayCount } from './words.js';

/** Days that a funnel shows unless others are asked for. */
const usualDays = 30;

/** Each sequence: a picture of its emails, and what has become of those who walked it. */
export function sequencePages({ api, show, clock }: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  // Looking again and again costs the server nothing.
  const counted = new LRUCache<string, { funnel: Funnel | undefined; at: Date }>({
    max: 100,
    ttl: MINUTE,
  });
  const count = async (asked: FunnelAsked, now: Date) => {
    const name = JSON.stringify(asked);
    const known = counted.get(name) ?? { funnel: await api.runs.countFunnel(asked), at: now };
    if (known.funnel) counted.set(name, known, { noUpdateTTL: true });
    return known;
  };

  app.get('/sequences', (c) => show(c, 'Sequences', renderSequences()));
  app.get('/sequences/:name', async (c) => {
    const found = sequenceOf(c.req.param('name'));
    if (!found) throw new Problem(404, 'There is no such sequence.');
    const { sequence } = found;
    const { now, zone } = await clock(c);
    const today = dayOf(now);
    const until = c.req.query('until') || today;
    const from = c.req.query('from') || dayOf(new Date(now.getTime() - (usualDays - 1) * DAY));
    const asked = { sequence: sequence.name, numbers: numbersOf(sequence), from, until };
    const page = (body: Html | '') => html`<div class="columns">
<section><h2>Its emails</h2><div class="card">${renderPicture(sequence)}</div></section>
<section><h2>When each goes</h2>${renderTable(sequence)}</section>
</div>
<section><h2>What has become of them</h2>${renderRange(sequence.name, asked)}${body}</section>`;
    try {
      const { funnel, at } = await count(asked, now);
      return await show(c, sequence.name, page(renderFunnel(sequence, funnel, { at, zone, now })));
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      const said = { problem: `Nothing is counted: ${error.message}.`, status: 422 as const };
      return show(c, sequence.name, page(''), said);
    }
  });
  return app;
}

function numbersOf({ emails }: Sequence): number[] {
  return emails.map(({ number }) => number);
}

function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10);
}

function renderSequences(): Html {
  return html`<ul class="card rows">${sequences.map(
    ({ name, kind, sequence }) => html`<li>
  <a href="/console/sequences/${name}">${name}</a> <span class="chip">${kind}</span>
  <p>${sayCount(sequence.emails.length)}, the last ${sequence.emails.slice(-1).map(sayWhen)}</p>
</li>`,
  )}</ul>`;
}

function renderTable(sequence: Sequence): Html {
  return html`<table class="card">
<caption>Times count from when ${sayBase(sequence)}.</caption>
<thead><tr><th scope="col">Email</th><th scope="col">Due</th><th scope="col">Sent by</th></tr></thead>
<tbody>${sequence.emails.map(
    (email) =>
      html`<tr><th scope="row">#${email.number} ${email.template}</th><td>${sayWhen(email)}</td><td>${email.sentBy === 'website' ? 'the website' : 'Evergreen'}</td></tr>`,
  )}</tbody></table>`;
}

function renderRange(name: string, { from, until }: FunnelAsked): Html {
  return html`<form class="search" action="/console/sequences/${name}">
  <label>From (day in UTC) <input name="from" type="date" required value="${from}"></label>
  <label>Until (day in UTC) <input name="until" type="date" required value="${until}"></label>
  <button class="main">Count</button>
</form>`;
}
