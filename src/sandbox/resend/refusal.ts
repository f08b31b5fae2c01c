import type { Fault } from '../standin/faults.js';

/** An error answer of Resend's. */
export class ResendRefusal extends Error {
  override name = 'ResendRefusal';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export function refusalBody({ status, code, message }: ResendRefusal): Record<string, unknown> {
  return { statusCode: status, name: code, message };
}

/** The body that Resend gives with a status that a fault asks for. */
export function faultBody(status: number, fault: Fault): Record<string, unknown> {
  const [code, message] = (fault.kind === 'quota' && quotas[fault.quota ?? 'daily']) ||
    errors[status] ||
    (status >= 500 ? errors[500] : undefined) || ['application_error', 'Something went wrong.'];
  return refusalBody(new ResendRefusal(status, code, message));
}

export function quotaRefusal(quota: 'daily' | 'monthly'): ResendRefusal {
  return new ResendRefusal(429, ...quotas[quota]);
}

type NameAndMessage = readonly [name: string, message: string];

const quotas: Record<'daily' | 'monthly', NameAndMessage> = {
  daily: ['daily_quota_exceeded', 'You have reached your daily email sending quota.'],
  monthly: ['monthly_quota_exceeded', 'You have reached your monthly email sending quota.'],
};

const errors: Record<number, NameAndMessage> = {
  400: ['validation_error', 'We found an error with one or more fields in the request.'],
  401: ['missing_api_key', 'Missing API Key'],
  403: ['invalid_api_key', 'API key is invalid'],
  404: ['not_found', 'The requested endpoint does not exist.'],
  409: ['resource_locked', 'The resource is locked, please try again later.'],
  422: ['validation_error', 'We found an error with one or more fields in the request.'],
  429: ['rate_limit_exceeded', 'Too many requests. Please slow down or contact support.'],
  500: ['internal_server_error', 'An unexpected error occurred.'],
  503: ['service_unavailable', 'The service is temporarily unavailable.'],
};
