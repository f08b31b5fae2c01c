import type { Logger as TemporalLogger } from '@temporalio/common';
import { type Logger, pino } from 'pino';

/** JSON lines; people appear in them by contact key only. */
export function createLogger(level: string): Logger {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime });
}

/** The same log for Temporal's own messages. */
export function temporalLogger(log: Logger): TemporalLogger {
  const levels = {
    TRACE: 'trace',
    DEBUG: 'debug',
    INFO: 'info',
    WARN: 'warn',
    ERROR: 'error',
  } as const;
  const write: TemporalLogger['log'] = (level, message, meta) => {
    log[levels[level]]({ ...readable(meta), event: message });
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
