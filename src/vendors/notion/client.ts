import { Client, LogLevel } from '@notionhq/client';
import { askOverHttp } from '../ask-over-http.js';
import type { Gate } from '../gate.js';
import { readOnlyFault } from '../read-only.js';
import { createNotionGate, NotionRequests } from './requests.js';

/** How Notion is reached. */
export interface ClientConfig {
  token: string;
  baseUrl?: string | undefined;
  requestsPerSecond: number;
  /** How long one request may take, its answer's body included. */
  deadlineMs?: number;
  /** What keeps the pace. Default: one of its own. */
  gate?: Gate;
  /** Whatever would change something is refused here, before it leaves. Default: it is not. */
  isReadOnly?: boolean;
}

/** The official client without its own retries (Temporal's are better), with a deadline that it lacks. */
export function openRequests(config: ClientConfig): NotionRequests {
  const { token, baseUrl, requestsPerSecond, deadlineMs = 15_000, isReadOnly = false } = config;
  const client = new Client({
    auth: token,
    ...(baseUrl && { baseUrl }),
    notionVersion: '2026-03-11',
    retry: false,
    logLevel: LogLevel.ERROR,
    fetch: async (url, init) => {
      if (isReadOnly && !isReading(url, init)) throw readOnlyFault('Notion');
      return askOverHttp(url, { ...init, deadlineMs });
    },
  });
  return new NotionRequests(client, config.gate ?? createNotionGate(requestsPerSecond));
}

/** What is asked by POST and changes nothing. */
const queries = /\/v1\/(?:search|(?:data_sources|databases)\/[^/]+\/query)$/;

function isReading(url: string, { method = 'GET' }: { method?: string | undefined } = {}): boolean {
  const isAsking = method.toUpperCase() === 'GET';
  return isAsking || (method.toUpperCase() === 'POST' && queries.test(new URL(url).pathname));
}
