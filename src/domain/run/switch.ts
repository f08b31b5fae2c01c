import { DAY } from '../duration.js';
import type { Control, ResumeMode } from './control.js';

/** The sending switch: off means that no email goes out anywhere, and runs wait. */

/** The one workflow that is open while sending is off, or is just being switched on. */
export const switchId = 'sending-switch';

/** What an operator asks of the switch; `mode` is needed to switch on. */
export type SwitchRequest = Control & ({ sending: false } | { sending: true; mode: ResumeMode });

/** A time for which sending was off, and how runs go on after it. Instants are ISO. */
export interface OffTime {
  mode: ResumeMode;
  offAt: string;
  /** When it was switched on again; no other off-time has the same. */
  at: string;
}

/** What runs hear when sending is on again. */
export interface SwitchedOn extends OffTime, Control {}

/** Since when sending is off, by whom and why. */
export interface SwitchedOff extends Control {
  offAt: string;
}

/** What the switch's workflow begins with: who switches off, and what earlier ones leave to be known. */
export interface SwitchStart extends Control {
  offTimes?: OffTime[];
}

/** The switch as anybody can read it, at any time: its facts outlive whoever was to be told of them. */
export interface SwitchState {
  /** ISO instant since when sending is off; missing while it is on. */
  offAt?: string;
  /** The off-times that runs may still have to hear of, oldest first. */
  offTimes: OffTime[];
}

/**
 * Who is told: runs whose email is `due`, so that they hear first; the `rest`; and runs that may not have
 * been listed yet, as they began a moment before.
 */
export type Audience = 'due' | 'rest' | 'unlisted';

/** One telling of one off-time's end. */
export interface Telling {
  message: SwitchedOn;
  audience: Audience;
  /** Its name for good: the same again is the same telling. */
  jobId: string;
}

/** What a run has heard of the switch; all that ended before `since` is none of its business. */
export interface Heard {
  since: string;
  /** When sending was on again, of each off-time that it knows. */
  at: string[];
}

/** The off-times that a run should know and does not. */
export function unheardOf({ offTimes }: SwitchState, heard: Heard): OffTime[] {
  return offTimes.filter(({ at }) => at > heard.since && !heard.at.includes(at));
}

/** Longer than any run lasts that heard nothing. */
const knownForMs = 30 * DAY;
const mostKnown = 100;

/** Off-times with one more, without those that nobody can still have to hear of. */
export function addOffTime(offTimes: readonly OffTime[], added: OffTime): OffTime[] {
  const { mode, offAt, at } = added;
  const fromMs = Date.parse(at) - knownForMs;
  const known = offTimes.filter((one) => Date.parse(one.at) > fromMs);
  return [...known, { mode, offAt, at }].slice(-mostKnown);
}
