import type { z } from 'zod';
import { assessmentBody, readAssessment } from '../domain/event/assessment.js';
import type { AcceptedEvent, IgnoredEvent } from '../domain/event/event.js';
import { callFields, noShowBody, readNoShow } from '../domain/event/no-show.js';
import { onboardingBody, paymentFields, readOnboarding } from '../domain/event/onboarding.js';
import { postCallBody, readPostCall } from '../domain/event/post-call.js';
import { readSignup, signupBody } from '../domain/event/signup.js';
import type { Sequence } from '../domain/plan/sequence.js';
import { sequences } from './sequences/index.js';

/** The events that a website reports. */
export const eventNames = ['signup', 'assessment', 'no-show', 'post-call', 'onboarding'] as const;

export type EventName = (typeof eventNames)[number];

/** How one kind of event is read, and what it starts. */
export interface WebhookEvent {
  read: (body: unknown, now: Date) => AcceptedEvent | IgnoredEvent;
  /** What `read` expects; of the fields in `oneOf` at least one must be there. */
  body: z.ZodType;
  oneOf?: readonly string[];
  /** Missing where only the contact is recorded. */
  sequence?: Sequence;
  workflowType: string;
  /** Paths of older versions that mean the same. */
  aliases: string[];
  /** Name of the flow in Kestra's webhook addresses. */
  kestraFlow: string;
}

export const webhookEvents: Record<EventName, WebhookEvent> = {
  signup: {
    read: readSignup,
    body: signupBody,
    workflowType: 'trackSignup',
    aliases: ['/webhook/signup'],
    kestraFlow: 'signup-handler',
  },
  assessment: {
    read: readAssessment,
    body: assessmentBody(new Date(0)),
    sequence: sequences.assessment,
    workflowType: 'assessment',
    // The Prefect version called its assessment a sign-up.
    aliases: ['/webhook/assessment', '/webhook/christmas-assessment', '/webhook/christmas-signup'],
    kestraFlow: 'assessment-handler',
  },
  'no-show': {
    read: readNoShow,
    body: noShowBody,
    oneOf: callFields,
    sequence: sequences.noShow,
    workflowType: 'noShow',
    aliases: ['/webhook/calendly-noshow'],
    kestraFlow: 'noshow-recovery-handler',
  },
  'post-call': {
    read: readPostCall,
    body: postCallBody,
    sequence: sequences.postCall,
    workflowType: 'postCall',
    aliases: ['/webhook/postcall-maybe'],
    kestraFlow: 'postcall-maybe-handler',
  },
  onboarding: {
    read: readOnboarding,
    body: onboardingBody,
    oneOf: paymentFields,
    sequence: sequences.onboarding,
    workflowType: 'onboarding',
    aliases: ['/webhook/onboarding-start'],
    kestraFlow: 'onboarding-handler',
  },
};

const kestraNamespaces = ['christmas', 'christmas.handlers'];

/** The addresses of older versions at which an event is still taken; Kestra's hold the key. */
export function aliasPaths(name: EventName): string[] {
  const { aliases, kestraFlow } = webhookEvents[name];
  const kestra = kestraNamespaces.flatMap((namespace) =>
    [kestraFlow, `christmas-${kestraFlow}`].map(
      (flow) => `/api/v1/executions/webhook/${namespace}/${flow}/:key`,
    ),
  );
  return [...aliases, ...kestra];
}

/** An address that old instructions gave for all events: there the key names the event. */
export const keyOnlyPath = '/api/v1/executions/webhook/christmas/handlers/:key';
