import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { viewsAt } from '../src/console/web-ui.js';
import { HOUR } from '../src/domain/duration.js';
import { inRealTime } from './support/real-time.js';
import { eventually } from './support/sandbox-process.js';

/** What operators type into Temporal Web UI, as its page tells them, asked of Temporal's own server. */
describe('docs/web-ui.md', () => {
  const page = readFileSync(new URL('../docs/web-ui.md', import.meta.url), 'utf8');
  const rows = [...page.matchAll(/^\| ([^|]+?) +\| `([^`|]+)` +\|$/gm)];
  const queries = new Map(rows.map(([, name = '', query = '']) => [name, query]));
  const real = inRealTime({ goesOn: true });
  const count = async (query: string) => (await real.world.client.workflow.count(query)).count;

  const accept = async (name: string, sentAgoMs: number) => {
    const email_1_sent_at = new Date(Date.now() - sentAgoMs).toISOString();
    const body = { email: `${name}@salon.example`, email_1_sent_at, red_systems: 2 };
    return (await real.world.accept(body)).id;
  };

  it('tells the lists that the console leads to, in the same words', () => {
    assert.ok(queries.size >= 14, 'the page is read');
    const clock = { now: new Date('2026-01-31T12:00:00Z'), zone: 'UTC' };
    const views = viewsAt(clock).map(({ name, query }) => [name, query]);
    const tomorrow = (query = '') => query.replaceAll(/'2026-0\d-\d\dT00:00:00Z'/g, "'a midnight'");
    for (const [name = '', query] of views) {
      assert.equal(tomorrow(queries.get(name)), tomorrow(query), name);
    }
  });

  it('has no query that Temporal does not understand', async () => {
    for (const [name, query] of queries) {
      await assert.doesNotReject(count(query), `${name}: ${query}`);
    }
    await assert.rejects(count('NextSent = 1'), 'the server refuses what it does not know');
  });

  it('finds whom each list is about', async () => {
    const paused = await accept('paused', HOUR);
    await accept('tomorrow', HOUR);
    const ended = await accept('ended', HOUR);
    await real.world.control(paused, 'pause');
    await real.world.control(ended, 'stop');
    const key = paused.split('/')[1] ?? '';
    // Their next email goes in 23 hours: of an hour ago, that is the next day.
    const clock = { now: new Date(Date.now() - HOUR), zone: 'UTC' };
    const [tomorrow = ''] = viewsAt(clock).flatMap(({ name, query }) =>
      name.startsWith('Who gets') ? [query] : [],
    );
    const of = (name: string) => count(queries.get(name) ?? '');
    const found = async () => ({
      tomorrow: await count(tomorrow),
      paused: await of('paused runs'),
      open: await of("a sequence's open runs"),
      hot: await of('hot leads that are mailed'),
      person: await count(queries.get('one person')?.replace(/'[^']+'/, `'${key}'`) ?? ''),
    });
    const expected = { tomorrow: 1, paused: 1, open: 2, hot: 2, person: 1 };
    await eventually('all are found', async () => {
      return JSON.stringify(await found()) === JSON.stringify(expected);
    });
  });

  it("means the operator's own tomorrow, also where it has 23 hours", () => {
    const clock = { now: new Date('2026-03-28T20:00:00Z'), zone: 'Europe/Berlin' };
    const { query } = viewsAt(clock).find(({ name }) => name.startsWith('Who gets')) ?? {
      query: '',
    };
    assert.match(
      query,
      /NextSendAt >= '2026-03-28T23:00:00Z' AND NextSendAt < '2026-03-29T22:00:00Z'/,
    );
  });
});
