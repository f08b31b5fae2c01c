import type { FaultKinds } from '../standin/faults.js';
import type { Core } from '../standin/stand-in.js';
import type { WebhookPayload } from './webhook-events.js';
import type { Handover, WebhookEvent, WebhookOutbox } from './webhook-outbox.js';
import { signWebhook } from './webhook-signature.js';

/** Where webhooks go, and the `whsec_` secret that signs them. */
export interface WebhookEndpoint {
  url: string;
  secret: string;
  /** The secret is somebody's real one: it signs, and is not shown. */
  isHidden?: boolean;
  /** The types that are posted; all when left out. */
  events?: readonly string[];
  /** Nothing is posted. */
  isDisabled?: boolean;
}

const route = 'WEBHOOK /*';
const lookEveryMs = 20;
const patienceMs = 15_000;
const keptResponse = 1_000;

/** What goes wrong between Resend and an endpoint. */
export const webhookFaultKinds: FaultKinds = {
  duplicate: { fields: [], route, isOutgoing: true },
  late: { fields: ['delayMs'], route, isOutgoing: true },
  reorder: { fields: ['delayMs'], route, isOutgoing: true },
  drop: { fields: [], route, isOutgoing: true },
};

/**
 * Hands events to the endpoint, one after the other. When one is due goes by the stand-in's clock;
 * the signature's time is the machine's, since a receiver judges it by its own.
 */
export class WebhookSender {
  readonly #outbox: WebhookOutbox;
  #endpoint: WebhookEndpoint | undefined;
  #core: Core | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isBusy = false;
  readonly #stopping = new AbortController();

  constructor(outbox: WebhookOutbox, endpoint: WebhookEndpoint | undefined) {
    this.#outbox = outbox;
    this.#endpoint = endpoint;
  }

  get endpoint(): WebhookEndpoint | undefined {
    return this.#endpoint;
  }

  /** From now on webhooks go there; undefined ends them. */
  set endpoint(endpoint: WebhookEndpoint | undefined) {
    this.#endpoint = endpoint;
  }

  start(core: Core): void {
    this.#core = core;
    // A clock that cannot be read now leaves the event due, and the next look finds it again.
    const look = () => void this.#sendDue(core).catch(() => undefined);
    this.#timer = setInterval(look, lookEveryMs).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#stopping.abort();
  }

  /** Writes an event down to be sent; nothing while there is no endpoint that takes it. */
  emit(payload: WebhookPayload, at: Date): void {
    const { isDisabled, events = [payload.type] } = this.#endpoint ?? { isDisabled: true };
    if (isDisabled || !events.includes(payload.type)) return;
    this.#outbox.add(payload, at, this.#handover(payload, at));
  }

  #handover(payload: WebhookPayload, at: Date): Handover {
    const fault = this.#core?.plan.hit({
      method: 'WEBHOOK',
      path: `/${payload.type}`,
      key: null,
      body: JSON.stringify(payload),
      isOutgoing: true,
    });
    const after = (ms: number) => new Date(at.getTime() + ms);
    const usual: Handover = { dueAt: at, copies: 1, isHeld: false };
    const changes: Record<string, Partial<Handover>> = {
      duplicate: { copies: 2 },
      late: { dueAt: after(fault?.delayMs ?? 60_000) },
      reorder: { dueAt: after(fault?.delayMs ?? 5_000), isHeld: true },
      drop: { dueAt: null },
    };
    return { ...usual, ...changes[fault?.kind ?? ''] };
  }

  async #sendDue(core: Core): Promise<void> {
    if (this.#isBusy || !this.#endpoint || !this.#outbox.hasPending()) return;
    this.#isBusy = true;
    try {
      for (;;) {
        const now = await core.now();
        const event = this.#stopping.signal.aborted ? undefined : this.#outbox.nextDue(now);
        if (!event || !this.#endpoint) return;
        await this.#hand(event, this.#endpoint, now);
      }
    } finally {
      this.#isBusy = false;
    }
  }

  async #hand(event: WebhookEvent, endpoint: WebhookEndpoint, now: Date): Promise<void> {
    const copies = event.tries === 0 ? event.copies : 1;
    let answer = { status: 0, response: '' };
    for (let copy = 0; copy < copies; copy += 1) answer = await this.#post(event, endpoint);
    if (!this.#stopping.signal.aborted) this.#outbox.attempted(event, answer, now);
  }

  async #post({ id, payload }: WebhookEvent, { url, secret }: WebhookEndpoint) {
    const timestamp = String(Math.floor(Date.now() / 1000));
    try {
      const answer = await fetch(url, {
        method: 'POST',
        body: payload,
        redirect: 'manual',
        signal: AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(patienceMs)]),
        headers: {
          'content-type': 'application/json',
          'svix-id': id,
          'svix-timestamp': timestamp,
          'svix-signature': signWebhook(secret, id, timestamp, payload),
        },
      });
      return { status: answer.status, response: (await answer.text()).slice(0, keptResponse) };
    } catch (error) {
      return { status: 0, response: error instanceof Error ? error.message : '' };
    }
  }
}
