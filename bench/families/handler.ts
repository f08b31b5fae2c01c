import { createHmac, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ServerType, serve } from '@hono/node-server';
import { Client, Connection } from '@temporalio/client';
import { Hono } from 'hono';
import { loadConfig } from '../../src/config.js';
import { createApiDeps } from '../../src/processes/api-deps.js';
import { createLogger } from '../../src/processes/log.js';
import { createSite } from '../../src/processes/site.js';
import { createRuns, type Runs } from '../../src/runs/runs.js';
import { sandboxSettings } from '../../src/sandbox/settings.js';
import { keepBusy, measure } from '../load.js';
import { assessmentOf } from '../people.js';
import type { Asked, Family, Found } from '../report/row.js';
import { measuredOf } from '../report/spread.js';

const lanes = 32;
const secret = Buffer.from('a-signing-secret-of-the-bench-24+');
const signingKey = `whsec_${secret.toString('base64')}`;

/** What our handler costs beside the least that one could write: check the signature, read the body, answer. */
export const handler: Family = {
  name: 'handler',
  rows: {
    'webhooks a second, Temporal stubbed / raw Hono': {
      how: 'signed posts, 32 at once, by CPU time, pairs',
      kind: 'ratio',
      better: 'more',
      goal: 0.7,
      floor: 0.5,
    },
  },
  async measure({ size, say }: Asked): Promise<Found> {
    const { pairs, posts } =
      size === 'quick' ? { pairs: 2, posts: 200 } : { pairs: 5, posts: 2_000 };
    const servers = [serveOn(ownSite()), serveOn(rawHono())] as const;
    const agent = new Agent({ keepAlive: true, maxSockets: lanes });
    try {
      await Promise.all(servers.map((server) => once(server, 'listening')));
      const round = async (server: ServerType, name: string) => {
        const { port } = server.address() as AddressInfo;
        const signed = Array.from({ length: posts }, (_, at) => signedPost(`${name}-${at}`));
        const before = process.cpuUsage();
        const { calls } = await keepBusy(lanes, posts, (at) =>
          measure(() => send(agent, port, signed[at] ?? '')),
        );
        const { user, system } = process.cpuUsage(before);
        const wrong = calls.find(({ outcome }) => outcome !== '202');
        if (wrong) throw new Error(`answered ${wrong.outcome}`);
        return (posts * 1e6) / (user + system);
      };
      for (const server of servers) await round(server, 'warm');
      const ratios: number[] = [];
      for (let pair = 1; pair <= pairs; pair += 1) {
        const ours = await round(servers[0], `${pair}`);
        const raw = await round(servers[1], `${pair}`);
        ratios.push(ours / raw);
        say(`pair ${pair}: ${ours.toFixed(0)} a second of CPU, raw ${raw.toFixed(0)}`);
      }
      return { rows: { 'webhooks a second, Temporal stubbed / raw Hono': measuredOf(ratios) } };
    } finally {
      agent.destroy();
      for (const server of servers) server.close();
    }
  },
};

/** The whole site, with a Temporal that has every run at once. */
function ownSite(): Hono {
  const env = { ...sandboxSettings({}, '/').env, WEBHOOK_KEY: signingKey };
  const config = loadConfig(env, { isSandbox: true });
  const client = new Client({ connection: Connection.lazy() });
  const runs: Runs = {
    ...createRuns({ client, now: () => new Date() }),
    start: async ({ input }) => ({ isNew: true, emails: input.emails }),
  };
  const own = { runs, isExempt: () => true };
  return createSite(createApiDeps(config, client, createLogger('fatal'), own));
}

function rawHono(): Hono {
  const app = new Hono();
  app.post('/webhooks/assessment', async (c) => {
    const body = await c.req.text();
    const id = c.req.header('webhook-id');
    const expected = signatureOf(`${id}.${c.req.header('webhook-timestamp')}.${body}`);
    const given = c.req.header('webhook-signature') ?? '';
    const isSame =
      given.length === expected.length &&
      timingSafeEqual(Buffer.from(given), Buffer.from(expected));
    if (!isSame) return c.text('', 401);
    const { email } = JSON.parse(body) as { email: string };
    return c.json({ status: 'accepted', email }, 202);
  });
  return app;
}

function serveOn(app: Hono): ServerType {
  return serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 });
}

interface SignedPost {
  body: string;
  headers: Record<string, string>;
}

/** As a website signs it, before anything is measured. */
function signedPost(name: string): SignedPost {
  const body = JSON.stringify(assessmentOf(name));
  const timestamp = String(Math.floor(Date.now() / 1_000));
  return {
    body,
    headers: {
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body)),
      'webhook-id': name,
      'webhook-timestamp': timestamp,
      'webhook-signature': signatureOf(`${name}.${timestamp}.${body}`),
    },
  };
}

function signatureOf(text: string): string {
  return `v1,${createHmac('sha256', secret).update(text).digest('base64')}`;
}

function send(agent: Agent, port: number, signed: SignedPost | ''): Promise<string> {
  if (signed === '') throw new Error('there are no more');
  const { body, headers } = signed;
  return new Promise((resolve, reject) => {
    const options = { agent, port, host: '127.0.0.1', path: '/webhooks/assessment', headers };
    const asked = request({ ...options, method: 'POST' }, (answer) => {
      answer.resume();
      answer.once('end', () => resolve(String(answer.statusCode)));
    });
    asked.once('error', reject);
    asked.end(body);
  });
}
