import { sequences } from '../campaign/sequences/index.js';
import { readAssessment } from '../domain/events/assessment.js';
import type { AcceptedEvent, IgnoredEvent } from '../domain/events/event.js';
import { readNoShow } from '../domain/events/no-show.js';
import { readOnboarding } from '../domain/events/onboarding.js';
import { readPostCall } from '../domain/events/post-call.js';
import { readSignup } from '../domain/events/signup.js';
import type { Sequence } from '../domain/sequence.js';

/** The events that a website reports. */
export const eventNames = ['signup', 'assessment', 'no-show', 'post-call', 'onboarding'] as const;

export type EventName = (typeof eventNames)[number];

/** How one kind of event is read, and what it starts. */
export interface WebhookEvent {
  read: (body: unknown, now: Date) => AcceptedEvent | IgnoredEvent;
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
    workflowType: 'trackSignup',
    aliases: ['/webhook/signup'],
    kestraFlow: 'signup-handler',
  },
  assessment: {
    read: readAssessment,
    sequence: sequences.assessment,
    workflowType: 'assessment',
    // The Prefect version called its assessment a sign-up.
    aliases: ['/webhook/assessment', '/webhook/christmas-assessment', '/webhook/christmas-signup'],
    kestraFlow: 'assessment-handler',
  },
  'no-show': {
    read: readNoShow,
    sequence: sequences.noShow,
    workflowType: 'noShow',
    aliases: ['/webhook/calendly-noshow'],
    kestraFlow: 'noshow-recovery-handler',
  },
  'post-call': {
    read: readPostCall,
    sequence: sequences.postCall,
    workflowType: 'postCall',
    aliases: ['/webhook/postcall-maybe'],
    kestraFlow: 'postcall-maybe-handler',
  },
  onboarding: {
    read: readOnboarding,
    sequence: sequences.onboarding,
    workflowType: 'onboarding',
    aliases: ['/webhook/onboarding-start'],
    kestraFlow: 'onboarding-handler',
  },
};
