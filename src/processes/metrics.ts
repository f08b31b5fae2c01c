import { once } from 'node:events';
import { createServer } from 'node:net';
import { promisify } from 'node:util';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { senderOfRoute } from '../api/webhook-senders.js';
import { sequences } from '../campaign/sequences/index.js';
import type { Role } from '../config/environment.js';
import { SECOND } from '../domain/duration.js';
import { type ApiMetrics, createApiMetrics, createWholeMetrics } from '../metrics/api-metrics.js';
import {
  createGateMeters,
  createWorkerMetrics,
  type WorkerMetrics,
} from '../metrics/worker-metrics.js';
import type { Runs } from '../runs/runs.js';
import type { GateMeter } from '../vendors/metered-gate.js';
import { Kept } from './kept.js';
import { version } from './version.js';

/** What is asked of Temporal for metrics is asked at most so often, however many scrape. */
const wholeKeptMs = 10 * SECOND;
/** The SDK's own exporter answers from memory. */
const sdkDeadlineMs = 2 * SECOND;

/** All that a process tells Prometheus. */
export interface ProcessMetrics {
  gates: Record<'notion' | 'resend', GateMeter>;
  worker?: WorkerMetrics;
  api?: ApiMetrics;
  /** Where Temporal's SDK serves its own metrics, on this machine alone. */
  sdkPort?: number;
  /** The page that Prometheus reads. */
  page(): Promise<{ type: string; text: string }>;
}

/** The metrics of a process of these roles; nothing where nobody can read them. */
export async function openMetrics(
  port: number | undefined,
  roles: readonly Role[],
  runs: Pick<Runs, 'health' | 'sendingOffAt'>,
): Promise<ProcessMetrics | undefined> {
  if (port === undefined) return undefined;
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const build = new Gauge({
    name: 'evergreen_build_info',
    help: 'Always 1; the version is its label.',
    labelNames: ['version'],
    registers: [registry],
  });
  build.set({ version }, 1);
  const refreshes: (() => Promise<string>)[] = [];
  const metrics: ProcessMetrics = {
    gates: createGateMeters(registry),
    async page() {
      const more = await Promise.all(refreshes.map((refresh) => refresh()));
      return { type: registry.contentType, text: [await registry.metrics(), ...more].join('\n') };
    },
  };
  if (roles.includes('worker')) {
    const names = sequences.map(({ name }) => name);
    metrics.worker = createWorkerMetrics(registry, names);
    metrics.sdkPort = await freePort();
    refreshes.push(sdkMetrics(registry, metrics.sdkPort));
  }
  if (roles.includes('api')) {
    metrics.api = createApiMetrics(registry, [...new Set(senderOfRoute.values())]);
    const whole = createWholeMetrics(registry, stateOfWhole(runs));
    refreshes.push(() => whole.refresh().then(() => ''));
  }
  return metrics;
}

function stateOfWhole(runs: Pick<Runs, 'health' | 'sendingOffAt'>) {
  const keptFor = { goodForMs: wholeKeptMs, badForMs: wholeKeptMs, now: () => new Date() };
  const kept = new Kept(async () => {
    const [{ wrong, queues, due }, offAt] = await Promise.all([runs.health(), runs.sendingOffAt()]);
    return { isSending: offAt === undefined, findings: wrong.length, queues, due };
  }, keptFor);
  return () => kept.get();
}

/** What Temporal's SDK counts itself, as it serves it; its names begin with `temporal_`. */
function sdkMetrics(registry: Registry, port: number): () => Promise<string> {
  const up = new Gauge({
    name: 'evergreen_sdk_metrics_up',
    help: "1 while the metrics of Temporal's SDK could be read, else 0.",
    registers: [registry],
  });
  return async () => {
    try {
      const signal = AbortSignal.timeout(sdkDeadlineMs);
      const response = await fetch(`http://127.0.0.1:${port}/metrics`, { signal });
      const text = await response.text();
      up.set(response.ok ? 1 : 0);
      return response.ok ? text : '';
    } catch {
      up.set(0);
      return '';
    }
  };
}

/** The SDK cannot be told to find one itself and say which. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await promisify(server.close.bind(server))();
  if (typeof address !== 'object' || address === null) throw new TypeError('expected a port');
  return address.port;
}
