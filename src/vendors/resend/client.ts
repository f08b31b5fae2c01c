import { Resend } from 'resend';
import type { Gate } from '../gate.js';
import { readOnlyFault } from '../read-only.js';

export interface ResendConfig {
  apiKey: string;
  baseUrl?: string | undefined;
  requestsPerSecond: number;
  /** How long one send may take, its answer's body included. */
  deadlineMs?: number;
  /** What keeps the pace. Default: one of its own. */
  gate?: Gate;
  /** Whatever would change something is refused here, before it leaves. Default: it is not. */
  isReadOnly?: boolean;
}

/** The official client: it never throws, never retries and has no time-out. */
export function createClient({ apiKey, baseUrl, isReadOnly = false }: ResendConfig): Resend {
  const Client = isReadOnly ? ReadingResend : Resend;
  return new Client(apiKey, baseUrl ? { baseUrl } : {});
}

/** Sends nothing but what asks. What it refuses reads as a refusal of Resend's own: nothing was accepted. */
class ReadingResend extends Resend {
  override async fetchRequest<T>(path: string, options: { method?: string } = {}) {
    if ((options.method ?? 'GET').toUpperCase() === 'GET') {
      return super.fetchRequest<T>(path, options);
    }
    const { message } = readOnlyFault('Resend');
    const error = { name: 'invalid_access', statusCode: 403, message } as const;
    return { data: null, error, headers: null };
  }
}

/** For requests that only ask: the client waits for ever unless it is told. */
export function lookUp(): { signal: AbortSignal } {
  return { signal: AbortSignal.timeout(5_000) };
}
