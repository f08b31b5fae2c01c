import { setTimeout } from 'node:timers/promises';
import { makeUnsubscribeToken } from '../../src/domain/mail/unsubscribe-token.js';
import { ownEnvironment } from '../../test/support/own-environment.js';
import { calcomBooking, signedByCalcom } from '../../test/support/sender-posts.js';
import type { Call } from '../judge/evidence.js';

const { WEBHOOK_KEY, ADMIN_TOKEN, CALCOM_WEBHOOK_SECRET, UNSUBSCRIBE_SECRET } = ownEnvironment;

const json = { 'Content-Type': 'application/json' };
/** No caller waits longer for an answer. */
const answerMs = 15_000;
const pauseMs = 700;

interface Asked {
  body: Record<string, unknown>;
  /** What is posted, where it is not the body as JSON. */
  text?: string;
  headers: Record<string, string>;
  /** Whom it is to stop, and by what. */
  stop?: Call['stop'];
}

/** Website, calendar, readers and operators: asks as each of them does, and keeps what was answered. */
export class Caller {
  readonly calls: Call[] = [];
  private readonly api: string;
  /** Until then whoever was not answered well asks again. */
  private readonly untilMs: () => number;

  constructor(api: string, untilMs: () => number) {
    this.api = api;
    this.untilMs = untilMs;
  }

  /** An event of the website; one that starts another sequence also stops what that ends. */
  async post(event: string, body: Record<string, unknown>): Promise<void> {
    const headers = { ...json, Authorization: `Bearer ${WEBHOOK_KEY}` };
    const stop = { name: event, address: String(body['email']) };
    await this.untilTaken(`/webhooks/${event}`, { body, headers, stop });
  }

  async stop(name: 'booked' | 'unsubscribed' | 'operator', address: string): Promise<void> {
    const asked = { body: {}, stop: { name, address } };
    if (name === 'operator') {
      await this.operate(`/contacts/${encodeURIComponent(address)}/stop`, {}, asked.stop);
      return;
    }
    if (name === 'booked') {
      const booking = calcomBooking(`booking-${address}`, address);
      const { body, headers } = signedByCalcom(CALCOM_WEBHOOK_SECRET, booking);
      await this.untilTaken('/webhooks/calcom', { ...asked, text: body, headers });
      return;
    }
    const token = makeUnsubscribeToken(UNSUBSCRIBE_SECRET, address);
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const text = 'List-Unsubscribe=One-Click';
    await this.untilTaken(`/unsubscribe/${token}`, { ...asked, text, headers });
  }

  async throwSwitch({ sending, mode }: { sending: boolean; mode?: string }): Promise<void> {
    await this.operate('/switch', { sending, ...(mode && { mode }) });
  }

  async resubscribe(address: string): Promise<void> {
    await this.operate(`/contacts/${encodeURIComponent(address)}/resubscribe`, {});
  }

  /** Somebody was stopped, by another way than ours. */
  noteStop(path: string, address: string, atMs: number): void {
    const stop = { name: 'operator', address };
    this.calls.push({ atMs, answeredMs: Date.now(), path, body: {}, status: 200, stop });
  }

  /** What an operator asks; a refusal is an answer too. */
  operate(
    path: string,
    body: Record<string, unknown>,
    stop?: Call['stop'],
  ): Promise<Call | undefined> {
    const headers = { ...json, Authorization: `Bearer ${ADMIN_TOKEN}` };
    return this.untilTaken(path, { body: { by: 'Ann', ...body }, headers, stop });
  }

  /** The run of a person that an event has started, as the answers tell. */
  runOf(event: string, address: string): string | undefined {
    const taken = this.calls.findLast(
      ({ path, body, status }) =>
        path === `/webhooks/${event}` && body['email'] === address && status === 202,
    );
    return taken && String(taken.answer?.['id']);
  }

  /** Asks again until it is answered with anything but "not now". */
  private async untilTaken(path: string, asked: Asked): Promise<Call | undefined> {
    for (;;) {
      const call = await this.ask(path, asked);
      if (call.status !== null && call.status < 500 && call.status !== 429) return call;
      if (Date.now() > this.untilMs()) return undefined;
      await setTimeout(pauseMs);
    }
  }

  private async ask(
    path: string,
    { body, text = JSON.stringify(body), headers, stop }: Asked,
  ): Promise<Call> {
    const call: Call = { atMs: Date.now(), answeredMs: 0, path, body, status: null };
    if (stop) call.stop = stop;
    this.calls.push(call);
    try {
      const signal = AbortSignal.timeout(answerMs);
      const response = await fetch(`${this.api}${path}`, {
        method: 'POST',
        headers,
        body: text,
        signal,
      });
      call.status = response.status;
      const answer: unknown = await response.json().catch(() => undefined);
      if (answer) call.answer = answer as Record<string, unknown>;
      // An event that starts nothing, or is known, stops nobody; one that was not answered well may have.
      const isEvent = /^\/webhooks\/(?!calcom)/.test(path);
      if (isEvent && response.ok && call.answer?.['status'] !== 'accepted') delete call.stop;
    } catch {
      call.status = null; // nobody was there, or the answer was lost
    }
    call.answeredMs = Date.now();
    return call;
  }
}
