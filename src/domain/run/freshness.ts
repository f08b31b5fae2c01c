import { MINUTE } from '../duration.js';

/** A contact's status may be this old when the first attempt to send begins. */
export const freshForMs = 10 * MINUTE;
