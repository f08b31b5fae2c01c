import { defineSearchAttributeKey } from '@temporalio/common';
import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type {
  Control,
  OfNext,
  Resolution,
  ResumeMode,
  SentElsewhere,
} from '../domain/run/control.js';
import type { DeliveryMessage } from '../domain/run/delivery.js';
import type { ContactUpdate, RunInput, Timeline } from '../domain/run/run.js';
import type { ResubscribeRequest, StopMessage, StopRequest } from '../domain/run/stop.js';
import type { SwitchedOff, SwitchedOn, SwitchRequest } from '../domain/run/switch.js';

/** Ends the run now, or as soon as a request under way is answered. */
export const stop = defineSignal<[StopMessage]>('stop');

/** Tells a lasting stop that it is asked for once more. */
export const stopAgain = defineSignal<[StopRequest]>('stopAgain');

/** Takes a lasting stop back, unless it was asked for since. */
export const resubscribed = defineUpdate<void, [ResubscribeRequest]>('resubscribed');

/** Has a lasting stop begin anew, so that what it holds is sealed with the key that is in use now. */
export const reseal = defineSignal<[Control]>('reseal');

/** Gives later emails newer data about the person; the schedule stays. */
export const updateContact = defineSignal<[ContactUpdate]>('updateContact');

/** Tells a run that sending is on again. */
export const switchedOn = defineSignal<[SwitchedOn]>('switchedOn');

/** What Resend tells of one of the run's emails; no send waits for it, or is disturbed by it. */
export const delivery = defineSignal<[DeliveryMessage]>('delivery');

/** Lets whoever waits for a person to mend something look again. */
export const mended = defineSignal<[{ about: string }]>('mended');

/** Tells an incident that somebody has met what it is about. */
export const incidentMet = defineSignal<[{ reason: string }]>('incidentMet');

/** Tells an incident that what was at fault works again. */
export const incidentOver = defineSignal<[{ at: string }]>('incidentOver');

/** What went out, what is still to come, and why. */
export const getTimeline = defineQuery<Timeline>('getTimeline');

/** What another run needs to take up this one: its person as known now, its emails, its history. */
export const getInput = defineQuery<RunInput>('getInput');

/** Controls of one run; each answers with the timeline that follows from it. */
export const pause = defineUpdate<Timeline, [Control]>('pause');
export const resume = defineUpdate<Timeline, [Control & { mode: ResumeMode }]>('resume');
export const skipNext = defineUpdate<Timeline, [OfNext]>('skipNext');
export const sendNow = defineUpdate<Timeline, [OfNext]>('sendNow');
export const reschedule = defineUpdate<Timeline, [Control & { number: number; at: string }]>(
  'reschedule',
);
export const resolve = defineUpdate<Timeline, [Control & { number: number; as: Resolution }]>(
  'resolve',
);

/** What another system has sent of this run meanwhile; it is never sent again. */
export const markSent = defineUpdate<Timeline, [Control & { emails: readonly SentElsewhere[] }]>(
  'markSent',
);

/**
 * The same for many runs at once: a run that one makes no sense for passes it over, and hears each
 * `selection` once.
 */
export const pauseMany = defineSignal<[ManyAsked]>('pause');
export const resumeMany = defineSignal<[ManyAsked & { mode: ResumeMode }]>('resume');

export interface ManyAsked extends Control {
  /** Which of the operators' choices it is part of. */
  selection: string;
}

/** Throws the sending switch while its workflow is open. */
export const setSwitch = defineUpdate<void, [SwitchRequest]>('setSwitch');

/** Who switched sending off; undefined while it is just being switched on. */
export const getSwitch = defineQuery<SwitchedOff | undefined>('getSwitch');

/**
 * Search attributes, by the one table that tells which there are; the contact's key is the only name that a
 * person has there. A server without `Progress` takes runs all the same: only nobody can count them.
 */
export const attributes = {
  contactKey: defineSearchAttributeKey('ContactKey', 'KEYWORD'),
  segment: defineSearchAttributeKey('Segment', 'KEYWORD'),
  nextSendAt: defineSearchAttributeKey('NextSendAt', 'DATETIME'),
  needsAttention: defineSearchAttributeKey('NeedsAttention', 'BOOL'),
  progress: defineSearchAttributeKey('Progress', 'KEYWORD_LIST'),
};
