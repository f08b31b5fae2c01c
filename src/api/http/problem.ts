import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { SECOND } from '../../domain/duration.js';
import {
  type FieldFault,
  Malformed,
  NotFound,
  Refused,
  TemporalAway,
} from '../../domain/errors.js';

const titles = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
} satisfies Partial<Record<ContentfulStatusCode, string>>;

/** A refusal, thrown by routes and answered as RFC 9457 `application/problem+json`. */
export class Problem extends Error {
  override name = 'Problem';
  readonly status: keyof typeof titles;
  readonly errors: FieldFault[] | undefined;
  readonly headers: Record<string, string>;
  /** Members beside those that every problem has. */
  readonly more: object;

  constructor(
    status: keyof typeof titles,
    detail: string,
    given: {
      errors?: FieldFault[];
      headers?: Record<string, string>;
      more?: object;
      cause?: unknown;
    } = {},
  ) {
    super(detail, { cause: given.cause });
    this.status = status;
    this.errors = given.errors;
    this.headers = given.headers ?? {};
    this.more = given.more ?? {};
  }
}

/** What a route has thrown on purpose, as it is answered; undefined for what nobody meant to throw. */
export function toProblem(error: unknown): Problem | undefined {
  if (error instanceof Problem) return error;
  if (error instanceof NotFound) return new Problem(404, error.message);
  if (error instanceof Refused) return new Problem(409, `Nothing was changed: ${error.message}.`);
  if (error instanceof Malformed) {
    const { message, field } = error;
    const errors = [{ path: field, message }];
    return new Problem(422, `Nothing was changed: ${message}.`, { errors });
  }
  if (error instanceof TemporalAway) {
    const { message, retryAfterMs, cause } = error;
    const headers = { 'Retry-After': String(Math.ceil(retryAfterMs / SECOND)) };
    return new Problem(503, message, { headers, cause });
  }
  return undefined;
}

export function answerProblem(
  c: Context,
  { status, message, errors, headers, more }: Problem,
): Response {
  const body = {
    type: 'about:blank',
    title: titles[status],
    status,
    detail: message,
    ...(errors && { errors }),
    ...more,
  };
  return c.body(JSON.stringify(body), status, {
    ...headers,
    'Content-Type': 'application/problem+json',
  });
}
