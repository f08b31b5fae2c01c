import { once } from 'node:events';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { limitConnections, slowestRequest } from '../api/http/connections.js';

/**
 * Answers `GET /ready` for a supervisor: 200 while the workers take tasks, 503 while they drain. It says
 * nothing of Temporal: workers whose server is away ask again by themselves, and a restart would not help.
 */
export async function serveReadiness(options: {
  host: string;
  port: number;
  areRunning: () => boolean;
}): Promise<{ close(): void }> {
  const { host: hostname, port, areRunning } = options;
  const app = new Hono().get('/ready', (c) => {
    const status = areRunning() ? 'running' : 'not running';
    return c.json({ status }, status === 'running' ? 200 : 503);
  });
  const server = serve({ fetch: app.fetch, hostname, port, serverOptions: slowestRequest });
  limitConnections(server);
  await once(server, 'listening');
  return { close: () => void server.close() };
}
