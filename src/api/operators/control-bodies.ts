import { z } from 'zod';
import { email, instant } from '../../domain/event/fields.js';
import { who } from '../../domain/event/who.js';
import { resolutions, resumeModes } from '../../domain/run/control.js';

/** No sequence has as many emails. */
const mostNumber = 999;

const expected = 'expected the number of an email';
const number = z.int(expected).min(1, expected).max(mostNumber, expected);
const at = instant('expected an instant such as 2026-01-31T18:00:00+01:00').meta({
  description: 'At most a hundred years ahead.',
});
const flag = z.boolean('expected true or false');
const mode = z.enum(resumeModes, `expected one of ${resumeModes.join(', ')}`);
const as = z.enum(resolutions, `expected one of ${resolutions.join(', ')}`);

/** The one that whoever asks has seen as the next: it is never another that is skipped or sent. */
const ofNext = who.extend({
  number: number.optional().meta({ description: 'Refused where this email is not the next one.' }),
});

/** What is posted to each control, beside who and why. */
export const controlBodies = {
  pause: who,
  resume: who.extend({ mode }),
  skipNext: ofNext,
  sendNow: ofNext,
  reschedule: who.extend({ number, at }),
  resolve: who.extend({ number, as }),
  restart: who.extend({ from: number }),
  stop: who,
  resubscribe: who,
  testSend: who.omit({ reason: true }).extend({ to: email, contact: email.optional() }),
  switch: who.extend({ sending: flag, mode: mode.optional(), dryRun: flag.optional() }),
};
