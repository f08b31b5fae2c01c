import type { RunInput, RunSummary } from '../domain/run/run.js';
import { runSequence } from './run/run-sequence.js';

export { recordDelivery } from './record-delivery.js';
export { sendingSwitch } from './sending-switch.js';
export { resubscribeContact } from './stop/resubscribe-contact.js';
export { stopContact } from './stop/stop-contact.js';
export { trackSignup } from './track-signup.js';

/** The bundle: every function exported here can be started by its name, so there is nothing else. */

export function assessment(input: RunInput): Promise<RunSummary> {
  return runSequence(input);
}

export function noShow(input: RunInput): Promise<RunSummary> {
  return runSequence(input);
}

export function postCall(input: RunInput): Promise<RunSummary> {
  return runSequence(input);
}

export function onboarding(input: RunInput): Promise<RunSummary> {
  return runSequence(input);
}
