import { ActivityFailure, TimeoutFailure } from '@temporalio/workflow';
import type { Answer } from '../../domain/mail/mail.js';
import { resend, resendOptions } from '../activities.js';
import type { UnderWay } from './under-way.js';

/** What came of one attempt; the words say that nothing was asked of Resend. */
export type Attempt = Answer | 'withdrawn' | 'not taken';

/** What one attempt asks, and the instants (ms since 1970) by which it has to begin and to end. */
export interface Attempted {
  number: number;
  /** The mail, by what prepared it: it stands in history once. */
  mailId: string;
  /** Under which every attempt is the same request. */
  key: string;
  startByMs: number;
  endMs: number;
}

/** One activity, one request. An attempt that a worker took and never answered is in doubt. */
export async function attempt(
  underWay: UnderWay,
  { number, mailId, key, startByMs, endMs }: Attempted,
): Promise<Attempt> {
  try {
    const send = () =>
      resend.sendEmail.executeWithOptions(
        {
          ...resendOptions,
          scheduleToStartTimeout: Math.max(startByMs - Date.now(), 1),
          scheduleToCloseTimeout: Math.max(endMs - Date.now(), 1),
          summary: `send ${number}`,
        },
        [{ mailId, key }],
      );
    const answer = await underWay.run(send, number);
    return answer ?? 'withdrawn';
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    const { cause } = error;
    if (cause instanceof TimeoutFailure && cause.timeoutType === 'SCHEDULE_TO_START') {
      return 'not taken';
    }
    return { kind: 'ambiguous', reason: 'no answer' };
  }
}
