import { APIResponseError, isHTTPResponseError } from '@notionhq/client';
import { VendorFault } from '../../domain/errors.js';
import type { HttpAnswer } from '../ask-over-http.js';
import { retryAfterMs } from '../retry-after.js';

const defaultDelayMs = 30_000;

/** Codes of connections that were never made, so that nothing can have been written. */
const neverConnected = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/**
 * What an error of the Notion client means to us; the one place that knows its classes and codes.
 * `database` is the one that was asked, where it was one. Source: Notion's status codes and request
 * limits pages.
 */
export function toFault(error: unknown, database?: string): VendorFault {
  if (error instanceof VendorFault) return error;
  if (isHTTPResponseError(error)) {
    const { status, code } = error;
    const label = `Notion answered ${status} ${code}`;
    if (status === 429 || status === 529) {
      return error.additional_data?.['rate_limit_reason'] === 'public_api_request_blocked'
        ? new VendorFault(label, { kind: 'permanent', about: 'notion' })
        : new VendorFault(label, { kind: 'delay', retryAfterMs: delayMs(error.headers) });
    }
    // A redirect is none of Notion's: something on the way there answers in its place.
    if (status < 400 || status === 408 || status === 409 || status >= 500) {
      const committedId = committedIdOf(error);
      return new VendorFault(label, {
        kind: 'retryable',
        isAmbiguous: true,
        ...(committedId && { committedId }),
      });
    }
    const about = aboutOf(error, database);
    // Not allowed at all, or this one page only; or something on the way there dislikes what it holds.
    const isUnclear = status === 403 && about !== 'notion-pages';
    return new VendorFault(label, { kind: 'permanent', isUnclear, ...(about && { about }) });
  }
  const code = connectionCode(error);
  if (code && neverConnected.has(code)) {
    return new VendorFault(`Notion cannot be reached (${code})`, { kind: 'retryable' });
  }
  if (error instanceof Error && error.name === 'InvalidPathParameterError') {
    return new VendorFault('Notion was asked with an id that is none', { kind: 'permanent' });
  }
  const name = error instanceof Error ? error.name : typeof error;
  return new VendorFault(`Notion gave no readable answer (${name})`, {
    kind: 'retryable',
    isAmbiguous: true,
  });
}

/** What is at fault, where every further request would meet it too. */
function aboutOf(
  {
    status,
    additional_data,
  }: { status: number; additional_data: Record<string, unknown> | undefined },
  database: string | undefined,
): string | undefined {
  if (status === 401) return 'notion';
  if (status === 400) return undefined; // by itself, one request's own
  if (additional_data?.['block_limit'] !== undefined) return 'notion-pages';
  return database === undefined ? 'notion' : `notion-${database}`;
}

/** Refused, and not for anything that would stop others too. */
export function isOwnFault(error: unknown): error is VendorFault {
  return error instanceof VendorFault && error.kind === 'permanent' && error.about === undefined;
}

/** Whether Notion cannot make sense of a request: its columns may have changed, or it is this one's fault. */
export function isMisfit(error: unknown): boolean {
  return APIResponseError.isAPIResponseError(error) && error.status === 400;
}

/** Whether Notion says that the page is gone, or no longer shared with us. */
export function isNotFound(error: unknown): boolean {
  return APIResponseError.isAPIResponseError(error) && error.status === 404;
}

function delayMs(headers: unknown): number {
  const header = (headers as HttpAnswer['headers'])['retry-after'];
  return retryAfterMs(header?.toString()) ?? defaultDelayMs;
}

function committedIdOf(error: { additional_data: Record<string, unknown> | undefined }) {
  const id = error.additional_data?.['committed_resource_id'];
  return typeof id === 'string' ? id : undefined;
}

function connectionCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
