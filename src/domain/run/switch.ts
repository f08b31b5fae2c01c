import type { Control, ResumeMode } from './control.js';

/** The sending switch: off means that no email goes out anywhere, and runs wait. */

/** The one workflow that is open while sending is off, or is just being switched on. */
export const switchId = 'sending-switch';

/** What an operator asks of the switch; `mode` is needed to switch on. */
export type SwitchRequest = Control & ({ sending: false } | { sending: true; mode: ResumeMode });

/** What runs hear when sending is on again. Instants are ISO. */
export interface SwitchedOn extends Control {
  mode: ResumeMode;
  offAt: string;
  at: string;
}

/** Since when sending is off, by whom and why. */
export interface SwitchedOff extends Control {
  offAt: string;
}
