import assert from 'node:assert/strict';
import { Client } from '@temporalio/client';
import { DAY, HOUR } from '../../src/domain/duration.js';
import type { RunInput } from '../../src/domain/run/run.js';
import { ManyRuns } from '../../src/runs/many-runs.js';
import { bearer, json, loneApi } from '../support/lone-api.js';
import { connectToNobody } from '../support/nobody.js';

describe('many new runs of one contact', () => {
  const add = (runs: ManyRuns, count: number, nowMs = 0, key = 'a', from = 0) =>
    Array.from({ length: count }, (_, at) => runs.shouldTell(key, `r${from + at}`, nowMs));

  it('are told by the tenth within a day, and by no other', () => {
    const told = add(new ManyRuns(), 50);
    assert.deepEqual([told.indexOf(true), told.filter(Boolean).length], [9, 1]);
  });

  it('are told by the same run when its start is tried again', () => {
    const runs = new ManyRuns();
    add(runs, 20);
    assert.equal(runs.shouldTell('a', 'r9', HOUR), true);
    assert.equal(runs.shouldTell('a', 'r10', HOUR), false);
  });

  it('are counted once each, and of each contact apart', () => {
    const runs = new ManyRuns();
    for (let at = 0; at < 30; at += 1) assert.equal(runs.shouldTell('a', 'the same', 0), false);
    assert.ok(!add(runs, 9, 0, 'b').includes(true));
    assert.ok(!add(runs, 8).includes(true));
  });

  it('are forgotten after a day, and told again when there are as many again', () => {
    const runs = new ManyRuns();
    add(runs, 9);
    assert.ok(!add(runs, 9, DAY, 'a', 100).includes(true));
    assert.ok(add(runs, 1, DAY + HOUR, 'a', 200).includes(true));
    assert.ok(!add(runs, 50, DAY + 2 * HOUR, 'a', 300).includes(true));
    assert.ok(add(runs, 50, 3 * DAY, 'a', 400).includes(true));
  });
});

describe('the tenth new run of one contact', () => {
  it('tells operators of it, once the nine before it were started', async () => {
    const alerts: unknown[] = [];
    const client = new Client({
      connection: connectToNobody(),
      interceptors: {
        workflow: [
          {
            async startWithDetails({ options: { args } }) {
              alerts.push((args[0] as RunInput).alerts ?? []);
              return { runId: '1', eagerlyStarted: false };
            },
          },
        ],
      },
    });
    const app = loneApi({ client });
    for (let call = 0; call < 12; call += 1) {
      const body = JSON.stringify({ email: 'a@b.org', event_id: `call-${call}` });
      const headers = { ...json, ...bearer };
      const answer = await app.request('/webhooks/no-show', { method: 'POST', headers, body });
      assert.equal(answer.status, 202);
    }
    const told = alerts.map((one) => JSON.stringify(one));
    assert.deepEqual(told, [...Array(9).fill('[]'), '[{"kind":"many_runs"}]', '[]', '[]']);
    await client.connection.close();
  });
});
