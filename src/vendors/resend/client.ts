import { Resend } from 'resend';
import type { Gate } from '../gate.js';

export interface ResendConfig {
  apiKey: string;
  baseUrl?: string | undefined;
  requestsPerSecond: number;
  /** How long one send may take, its answer's body included. */
  deadlineMs?: number;
  /** What keeps the pace. Default: one of its own. */
  gate?: Gate;
}

/** The official client: it never throws, never retries and has no time-out. */
export function createClient({ apiKey, baseUrl }: ResendConfig): Resend {
  return new Resend(apiKey, baseUrl ? { baseUrl } : {});
}

/** For requests that only ask: the client waits for ever unless it is told. */
export function lookUp(): { signal: AbortSignal } {
  return { signal: AbortSignal.timeout(5_000) };
}
