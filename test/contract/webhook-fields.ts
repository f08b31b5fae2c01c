import { Ajv2020 } from 'ajv/dist/2020.js';
import { misfits } from './schemas.js';

/**
 * What Resend's published description of its webhooks has beyond the SDK's types. The stand-in
 * sends it, and nobody should rely on it.
 */
const beyondTheSdk = {
  headers: {
    type: 'array',
    items: {
      type: 'object',
      required: ['name', 'value'],
      properties: { name: { type: 'string' }, value: { type: 'string' } },
      additionalProperties: false,
    },
  },
  bounce: {
    type: 'object',
    required: ['diagnosticCode'],
    properties: {
      diagnosticCode: { type: 'array', items: { type: 'string' } },
      type: { enum: ['Permanent', 'Transient', 'Undetermined'] },
    },
  },
  suppressed: {
    type: 'object',
    required: ['diagnosticCode', 'reason'],
    properties: {
      diagnosticCode: { type: 'array', items: { type: 'string' } },
      reason: { enum: ['previous_bounce', 'previous_complaint'] },
      type: { enum: ['OnAccountSuppressionList', 'Suppressed'] },
    },
  },
};

const check = new Ajv2020({ allErrors: true }).compile({
  type: 'object',
  properties: beyondTheSdk,
});

interface Payload {
  data: Record<string, unknown>;
}

/** What is wrong with a webhook's payload, by the SDK's type and by the published description. */
export function webhookMisfits(payload: unknown): string[] {
  const isFit = check((payload as Payload).data);
  const told = (check.errors ?? []).map(
    ({ instancePath, message }) => `${instancePath} ${message}`,
  );
  return [
    ...(isFit ? [] : told),
    ...misfits('resend', 'WebhookEventPayload', asTheSdkKnowsIt(payload as Payload)),
  ];
}

/** Without the fields that the SDK's types lack. */
export function asTheSdkKnowsIt<P extends Payload>(payload: P): P {
  const {
    headers: _,
    bounce,
    suppressed,
    ...data
  } = payload.data as {
    [field: string]: unknown;
    bounce?: { diagnosticCode?: unknown };
    suppressed?: { diagnosticCode?: unknown; reason?: unknown };
  };
  const { diagnosticCode: _code, ...knownBounce } = bounce ?? {};
  const { diagnosticCode: _codes, reason: _reason, ...knownSuppressed } = suppressed ?? {};
  return {
    ...payload,
    data: {
      ...data,
      ...(bounce && { bounce: knownBounce }),
      ...(suppressed && { suppressed: knownSuppressed }),
    },
  };
}
