import { Client, LogLevel } from '@notionhq/client';
import type { Gate } from '../gate.js';
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
}

/** The official client without its own retries (Temporal's are better), with a deadline that it lacks. */
export function openRequests(config: ClientConfig): NotionRequests {
  const { token, baseUrl, requestsPerSecond, deadlineMs = 15_000 } = config;
  const client = new Client({
    auth: token,
    ...(baseUrl && { baseUrl }),
    notionVersion: '2026-03-11',
    retry: false,
    logLevel: LogLevel.ERROR,
    fetch: (url, init) => fetch(url, { ...init, signal: AbortSignal.timeout(deadlineMs) }),
  });
  return new NotionRequests(client, config.gate ?? createNotionGate(requestsPerSecond));
}
