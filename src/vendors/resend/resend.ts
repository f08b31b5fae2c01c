import { setTimeout } from 'node:timers/promises';
import { HOUR, MINUTE } from '../../domain/duration.js';
import type { Answer, Mail } from '../../domain/mail/mail.js';
import { Departures } from '../departures.js';
import { createGate } from '../gate.js';
import { quotaOf, toAnswer } from './answer.js';
import { createClient, lookUp, type ResendConfig } from './client.js';
import { watchRequest } from './on-the-wire.js';

/** Far below what an activity may take: a send that waits here must still hear its answer. */
const longestWaitMs = 10_000;

/**
 * A redirect is followed with a GET, and what that finds says nothing of the mail. The client hands its
 * options on to `fetch`.
 */
const unredirected = { redirect: 'manual' } as const;

/**
 * Hands a mail to Resend, once per call; the same key and mail again are the same email. `refuse` is
 * asked last, right before the request: what it gives is the answer, and nothing is sent.
 */
export type SendMail = (
  mail: Mail,
  idempotencyKey: string,
  refuse?: () => Promise<Answer | undefined>,
) => Promise<Answer>;

/**
 * Sends through Resend's official client, evenly paced. A request under way is not cancelled from
 * outside, so that its answer is always known. `now` is what quotas are counted by.
 */
export function connectResend(
  config: ResendConfig,
  now: () => Date | Promise<Date> = () => new Date(),
): SendMail {
  const client = createClient(config);
  const departures = new Departures(config.requestsPerSecond);
  /** To ask takes its time, now more and now less; whoever has to wait after it asks again. */
  const refuseOrLeave = async (
    refuse: () => Promise<Answer | undefined>,
    latestMs: number,
  ): Promise<Answer | undefined> => {
    for (;;) {
      const refused = await refuse();
      if (refused) return refused;
      const waitMs = departures.waitMs();
      if (waitMs === 0) break;
      if (performance.now() + waitMs > latestMs) {
        return { kind: 'refused', reason: 'it had to wait for too long', retryAfterMs: waitMs };
      }
      await setTimeout(waitMs);
    }
    departures.leave();
    return undefined;
  };
  const { deadlineMs = 15_000, gate = createGate(config.requestsPerSecond) } = config;
  return async (mail, idempotencyKey, refuse = async () => undefined) => {
    const waitMs = gate.waitMs();
    if (waitMs > longestWaitMs) {
      return { kind: 'refused', reason: 'Resend asked for a pause', retryAfterMs: waitMs };
    }
    const latestMs = performance.now() + longestWaitMs;
    const response = await gate.pass(async () => {
      const refused = await refuseOrLeave(refuse, latestMs);
      if (refused) return { refused };
      const signal = AbortSignal.timeout(deadlineMs);
      return watchRequest(() =>
        client.emails.send(mail, { ...unredirected, idempotencyKey, signal }),
      );
    });
    if ('refused' in response) return response.refused;
    const answer = toAnswer(response);
    if (answer.kind !== 'refused') return answer;
    const quota = quotaOf(response);
    if (quota) {
      const usage = await gate.pass(() => client.usage.get(lookUp()));
      const resetsAt = usage.data?.emails?.[quota]?.resets_at;
      return { ...answer, retryAfterMs: untilReset(resetsAt, (await now()).getTime()) };
    }
    if (answer.retryAfterMs && !answer.fault) gate.holdFor(answer.retryAfterMs);
    return answer;
  };
}

/** How long a used-up quota lasts, as far as one step goes: an hour when nobody can tell. */
function untilReset(resetsAt: string | undefined, nowMs: number): number {
  const resetsInMs = Date.parse(resetsAt ?? '') - nowMs;
  if (Number.isNaN(resetsInMs)) return HOUR;
  return Math.min(Math.max(resetsInMs, MINUTE), HOUR);
}
