import { once } from 'node:events';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { limitConnections, slowestRequest } from '../api/http/connections.js';
import { InvalidSetup } from '../domain/errors.js';
import type { ProcessMetrics } from './metrics.js';

/**
 * Answers `GET /ready` for a supervisor: 200 while the workers take tasks, 503 before that and while they
 * drain. It says nothing of Temporal: workers whose server is away ask again by themselves, and a restart
 * would not help. `GET /metrics` is for Prometheus, where there are any. It keeps no process alive.
 * @throws {InvalidSetup} when another process has the port.
 */
export async function serveReadiness(options: {
  host: string;
  port: number;
  areRunning: () => boolean;
  metrics?: Pick<ProcessMetrics, 'page'> | undefined;
}): Promise<{ close(): void }> {
  const { host: hostname, port, areRunning, metrics } = options;
  const app = new Hono().get('/ready', (c) => {
    const status = areRunning() ? 'running' : 'not running';
    return c.json({ status }, status === 'running' ? 200 : 503);
  });
  if (metrics) {
    app.get('/metrics', async (c) => {
      const { type, text } = await metrics.page();
      return c.body(text, 200, { 'Content-Type': type });
    });
  }
  const server = serve({ fetch: app.fetch, hostname, port, serverOptions: slowestRequest });
  limitConnections(server);
  server.unref();
  await once(server, 'listening').catch((error: unknown) => {
    throw isTaken(error) ? portTaken(port, error) : error;
  });
  return { close: () => void server.close() };
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}

function portTaken(port: number, cause: unknown): InvalidSetup {
  const advice = 'each process of a machine needs a METRICS_PORT of its own';
  return new InvalidSetup(`Port ${port} is in use; ${advice}.`, { cause });
}
