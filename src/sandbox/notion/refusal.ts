import { randomUUID } from 'node:crypto';
import type { Fault } from '../standin/faults.js';

/** An error answer of Notion's. */
export class NotionRefusal extends Error {
  override name = 'NotionRefusal';
  readonly status: number;
  readonly code: string;
  readonly additionalData: Record<string, unknown> | undefined;

  constructor(
    status: number,
    code: string,
    message: string,
    additionalData?: Record<string, unknown>,
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.additionalData = additionalData;
  }
}

export function refusalBody(refusal: NotionRefusal): Record<string, unknown> {
  const { status, code, message, additionalData } = refusal;
  return {
    object: 'error',
    status,
    code,
    message,
    request_id: randomUUID(),
    ...(additionalData && { additional_data: additionalData }),
  };
}

export function invalid(message: string): NotionRefusal {
  return new NotionRefusal(400, 'validation_error', message);
}

/** What Notion says of a field that does not fit its schema. */
export function misfit(path: string, expected: string, actual: unknown): NotionRefusal {
  const shown = actual === undefined ? 'undefined' : JSON.stringify(actual);
  return invalid(
    `body failed validation: ${path} should be ${expected}, instead was \`${shown}\`.`,
  );
}

export function notFound(what: string, id: string): NotionRefusal {
  return new NotionRefusal(
    404,
    'object_not_found',
    `Could not find ${what} with ID: ${id}. Make sure the relevant pages and databases are ` +
      'shared with your integration.',
  );
}

/** The body that Notion gives with a status that a fault asks for. */
export function faultBody(
  status: number,
  fault: Fault,
  executed: Record<string, unknown> | undefined,
): Record<string, unknown> {
  const [code, message] = errors[status] ?? errors[status >= 500 ? 500 : 400];
  return refusalBody(new NotionRefusal(status, code, message, detailsOf(fault, executed)));
}

function detailsOf(fault: Fault, executed: Record<string, unknown> | undefined) {
  if (fault.kind === 'block-limit') return { block_limit: '1000' };
  if (fault.kind === 'blocked') return { rate_limit_reason: 'public_api_request_blocked' };
  if (fault.committedResourceId && executed) return { committed_resource_id: executed.id };
  return undefined;
}

type CodeAndMessage = readonly [code: string, message: string];

const errors: Record<number, CodeAndMessage> & Record<400 | 500, CodeAndMessage> = {
  400: ['validation_error', 'The request is invalid.'],
  401: ['unauthorized', 'API token is invalid.'],
  403: ['restricted_resource', 'Insufficient permissions for this endpoint.'],
  404: ['object_not_found', 'Could not find the object.'],
  409: ['conflict_error', 'Conflict occurred while saving. Please try again.'],
  429: ['rate_limited', 'You have been rate limited. Please try again in a few minutes.'],
  500: ['internal_server_error', 'Unexpected error occurred.'],
  503: ['service_unavailable', 'Public API service is temporarily unavailable.'],
  504: ['gateway_timeout', 'The request timed out.'],
  529: ['service_overload', 'Notion is overloaded. Please try again later.'],
};
