import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import type { ActivityDeps } from '../activities/deps.js';
import type { Grant } from '../activities/hold-lease.js';
import { SECOND } from '../domain/duration.js';
import { type Handover, leaseTerms, pauseLeftMs } from '../domain/vendor-lease.js';
import { isAway } from '../runs/deadline.js';
import {
  giveBackLease,
  givenBack,
  openLease,
  type Renewal,
  renewLease,
} from '../runs/vendor-lease.js';
import type { RunningWorkers } from './run-workers.js';

/** How soon it is noticed that this process is to end. */
const tickMs = 50;
/** Somebody may end the lease's workflow by hand: so soon there is another. */
const offerEveryMs = 10 * SECOND;
/** A pause that is longer than what was told by so much is told at once. */
const newsMs = 2 * SECOND;

interface Parts {
  client: Client;
  log: Logger;
  deps: Pick<ActivityDeps, 'gates' | 'contactPages' | 'faults'>;
  /** Starts the workers that speak to the vendors. */
  begin: () => Promise<RunningWorkers>;
  /** Default: as Temporal is told. */
  terms?: typeof leaseTerms;
}

/** This process's part in the lease: what it does while it holds it, and how it ends that. */
export class VendorLease {
  /** Never resolves; rejects when the workers that speak to the vendors die. */
  readonly failure: Promise<never>;
  private readonly parts: Parts;
  private readonly me = randomUUID();
  private readonly ending = new AbortController();
  private fail: (error: unknown) => void = () => {};
  private held: Promise<void> = Promise.resolve();
  private told: Handover['notBefore'] = { notion: 0, resend: 0 };

  constructor(parts: Parts) {
    this.parts = parts;
    this.failure = new Promise<never>((_, reject) => {
      this.fail = reject;
    });
    this.failure.catch(() => {}); // whoever waits for it hears of it
  }

  /** Sees to it, as long as this process lives, that Temporal lends the lease at all. */
  offer(): void {
    void this.keepOffered();
  }

  /** Holds the lease from now on. @throws {ApplicationFailure} when this process is about to end. */
  take(grant: Grant): void {
    if (this.ending.signal.aborted) throw givenBack();
    const held = this.hold(grant).catch(this.fail);
    this.held = Promise.all([this.held, held]).then(() => undefined);
  }

  /** Takes it no more, and gives it back when what is under way is done. */
  async end(): Promise<void> {
    this.ending.abort();
    await this.held;
  }

  private async keepOffered(): Promise<void> {
    const { client } = this.parts;
    const { signal } = this.ending;
    while (!signal.aborted) {
      const isOpen = await openLease(client).then(
        () => true,
        (error: unknown) => {
          if (!isAway(error)) this.fail(error);
          return false;
        },
      );
      await setTimeout(isOpen ? offerEveryMs : SECOND, undefined, { signal }).catch(() => {});
    }
  }

  private async hold({ taskToken, left }: Grant): Promise<void> {
    const { client, log, begin, terms = leaseTerms } = this.parts;
    const renew = (ms: number) => renewLease(client, taskToken, this.handover(false), ms);
    const term = new Term(renew, terms, () => this.hasNews());
    this.takeUp(left); // before a renewal that puts our own word in its place
    // The grant may have lain here while this process was frozen, and another have the lease by now.
    if ((await term.renew()) !== 'held') return;
    const workers = await begin().catch((error: unknown) => {
      log.error({ event: 'the workers for the vendors do not start', error: String(error) });
    });
    if (!workers) return giveBackLease(client, taskToken, { isCancelled: false, afterMs: SECOND });
    log.info({ event: 'this process speaks to the vendors now' });
    await this.speak(term, workers);
    const isHeld = term.isHeld();
    const lease = isHeld ? 'given back' : 'lost';
    log.info({ event: 'this process speaks to the vendors no more', lease });
    if (!isHeld) return;
    await renewLease(client, taskToken, this.handover(true), SECOND);
    await giveBackLease(client, taskToken, { isCancelled: term.renewal === 'cancelled' });
  }

  /** As long as the lease is held and nobody wants it back. What is under way then is ended under it. */
  private async speak(term: Term, workers: RunningWorkers): Promise<void> {
    const { notion } = this.parts.deps.gates;
    const { signal } = this.ending;
    // A process that was frozen finds it shut, before it knows that it was.
    notion.open(() => term.isHeld());
    await term.last(() => signal.aborted || term.isWantedBack() || !workers.areRunning());
    notion.shut();
    let hasEnded = false;
    const ended = workers.stop().finally(() => {
      hasEnded = true;
    });
    ended.catch(() => {}); // it is thrown below
    await term.last(() => hasEnded);
    await ended;
  }

  private handover(isWhole: boolean): Handover {
    const { contactPages } = this.parts.deps;
    const nowMs = Date.now();
    const notBefore = this.notBefore(nowMs);
    this.told = notBefore;
    const leftOf = (vendor: 'notion' | 'resend') => Math.max(0, notBefore[vendor] - nowMs);
    const leftMs = { notion: leftOf('notion'), resend: leftOf('resend') };
    const knowsAll = isWhole && contactPages.blindForMs() === 0;
    return { from: this.me, isWhole: knowsAll, notBefore, leftMs, pages: contactPages.recent() };
  }

  private notBefore(nowMs = Date.now()): Handover['notBefore'] {
    const { notion, resend } = this.parts.deps.gates;
    const until = (waitMs: number) => (waitMs > newsMs ? nowMs + waitMs : 0);
    return { notion: until(notion.waitMs()), resend: until(resend.waitMs()) };
  }

  /** Whether a vendor has asked for a pause since: it outlives this process only when it is told. */
  private hasNews(): boolean {
    const { notion, resend } = this.notBefore();
    return notion > this.told.notion + newsMs || resend > this.told.resend + newsMs;
  }

  private takeUp(left: Handover | undefined): void {
    if (left?.from === this.me) return;
    const { gates, contactPages, faults } = this.parts.deps;
    for (const known of Object.values(faults)) known.forgetAll();
    if (!left) return;
    contactPages.takeUp(left.pages, left.isWhole);
    for (const vendor of ['notion', 'resend'] as const) {
      gates[vendor].holdFor(pauseLeftMs(left, vendor, Date.now()));
    }
  }
}

/** For how long a lease is ours, by our own clock: from before a renewal that was answered. */
class Term {
  renewal: Renewal = 'unanswered';
  private readonly ask: (withinMs: number) => Promise<Renewal>;
  private readonly terms: typeof leaseTerms;
  private readonly hasNews: () => boolean;
  private untilMs: number;
  private dueMs = 0;

  constructor(
    ask: (withinMs: number) => Promise<Renewal>,
    terms: typeof leaseTerms,
    hasNews: () => boolean,
  ) {
    this.ask = ask;
    this.terms = terms;
    this.hasNews = hasNews;
    this.untilMs = performance.now() + terms.trustedMs;
  }

  isHeld(): boolean {
    return performance.now() < this.untilMs;
  }

  /** Whether an operator has taken it from us in Temporal; until then it is ours. */
  isWantedBack(): boolean {
    return this.renewal === 'cancelled' || this.renewal === 'paused';
  }

  /** Renews it until something is so, or it is lost. */
  async last(isOver: () => boolean): Promise<void> {
    while (this.isHeld() && !isOver()) {
      if (performance.now() < this.dueMs && !this.hasNews()) await setTimeout(tickMs);
      else await this.renew();
    }
  }

  async renew(): Promise<Renewal> {
    const askedMs = performance.now();
    this.dueMs = askedMs + this.terms.renewEveryMs;
    this.renewal = await this.ask(Math.max(this.untilMs - askedMs, 0));
    if (this.renewal === 'lost') this.untilMs = 0;
    else if (this.renewal !== 'unanswered') this.untilMs = askedMs + this.terms.trustedMs;
    return this.renewal;
  }
}
