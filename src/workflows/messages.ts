import { defineSearchAttributeKey } from '@temporalio/common';
import { defineQuery, defineSignal } from '@temporalio/workflow';
import type { ContactUpdate, StopMessage, Timeline } from '../domain/run.js';

/** Ends the run now, or as soon as a request under way is answered. */
export const stop = defineSignal<[StopMessage]>('stop');

/** Gives later emails newer data about the person; the schedule stays. */
export const updateContact = defineSignal<[ContactUpdate]>('updateContact');

/** What went out, what is still to come, and why. */
export const getTimeline = defineQuery<Timeline>('getTimeline');

/** Search attributes; the contact's key is the only name that a person has there. */
export const attributes = {
  contactKey: defineSearchAttributeKey('ContactKey', 'KEYWORD'),
  segment: defineSearchAttributeKey('Segment', 'KEYWORD'),
  nextSendAt: defineSearchAttributeKey('NextSendAt', 'DATETIME'),
  needsAttention: defineSearchAttributeKey('NeedsAttention', 'BOOL'),
};
