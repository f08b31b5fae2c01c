import { decoded } from './addresses.js';
import type { Call } from './evidence.js';

/** What operators call a control of one run, and what its history calls it. */
const controls: Readonly<Record<string, string>> = {
  pause: 'pause',
  resume: 'resume',
  'skip-next': 'skipNext',
  'send-now': 'sendNow',
  reschedule: 'reschedule',
  resolve: 'resolve',
  restart: 'restart',
};

/** A control that somebody asked for, by its name in a history. */
export interface Asked extends Call {
  control: string;
}

/** What operators asked of one run, and may have got. */
export function controlsOf(calls: readonly Call[], id: string): Asked[] {
  return calls.filter(mayBeDone).flatMap((call) => {
    const [, run = '', word = ''] = /^\/runs\/([^/]+)\/([a-z-]+)$/.exec(call.path) ?? [];
    const control = controls[word];
    return control !== undefined && decoded(run) === id ? [{ ...call, control }] : [];
  });
}

/** A refusal has done nothing; what was never answered well may have been done. */
export const mayBeDone = ({ status }: Call) => status === null || status < 400 || status >= 500;

/** Whether somebody wanted an email sent once more whose fate nobody knew. */
export function isToSendAgain({ control, body }: Asked): boolean {
  return control === 'resolve' && body['as'] === 'send-again';
}
