import { Runtime, type Logger as TemporalLogger } from '@temporalio/worker';
import type { Logger } from 'pino';

/** Temporal's own messages in the same log; before any connection, once per process. */
export function installRuntime(
  log: Logger,
  {
    shutdownSignals,
    sdkPort,
  }: { shutdownSignals?: NodeJS.Signals[]; sdkPort?: number | undefined } = {},
): void {
  Runtime.install({
    logger: temporalLogger(log),
    telemetryOptions: {
      logging: { forward: {}, filter: { core: 'WARN', other: 'ERROR' } },
      ...(sdkPort && {
        metrics: { prometheus: { bindAddress: `127.0.0.1:${sdkPort}`, ...units } },
      }),
    },
    ...(shutdownSignals && { shutdownSignals }),
  });
}

/** By Prometheus' conventions. */
const units = { countersTotalSuffix: true, unitSuffix: true, useSecondsForDurations: true };

const levels = {
  TRACE: 'trace',
  DEBUG: 'debug',
  INFO: 'info',
  WARN: 'warn',
  ERROR: 'error',
} as const;

/** Each of our workers serves one kind of task; that it has none of the others is no warning. */
const expected = /^No (activities|workflows) registered/;

function temporalLogger(log: Logger): TemporalLogger {
  const write: TemporalLogger['log'] = (level, message, meta) => {
    const name = expected.test(message) ? 'debug' : levels[level];
    log[name]({ ...readable(meta), event: message });
  };
  return {
    log: write,
    trace: (message, meta) => write('TRACE', message, meta),
    debug: (message, meta) => write('DEBUG', message, meta),
    info: (message, meta) => write('INFO', message, meta),
    warn: (message, meta) => write('WARN', message, meta),
    error: (message, meta) => write('ERROR', message, meta),
  };
}

/** Errors as text, without what is attached to them. */
function readable(meta: Record<string | symbol, unknown> | undefined): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(meta ?? {}).map(([key, value]) => [
      key,
      value instanceof Error ? `${value.name}: ${value.message}` : value,
    ]),
  );
}
