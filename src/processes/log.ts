import { type Logger, pino } from 'pino';

/** JSON lines; people appear in them by contact key only. */
export function createLogger(level: string): Logger {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime });
}
