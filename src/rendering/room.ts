import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { atMost } from '../domain/at-most.js';
import { MINUTE } from '../domain/duration.js';
import { BlockedTemplate } from '../domain/errors.js';
import type { Layout } from '../domain/mail/drawing.js';
import type { RenderedEmail, Template, TemplateFault } from '../domain/mail/template.js';
import type { Clock } from '../domain/mail/template-dates.js';
import type { Variables } from '../domain/mail/template-liquid.js';
import type { SequenceKind } from '../domain/plan/sequence.js';
import type { Answer, Job } from './job.js';
import { type Outcome, RunningThread, type ThreadLimits } from './running-thread.js';

/** Renders copy somewhere else than in the thread that asks. */
export type Renderer = Pick<RenderingRoom, 'lint' | 'render'>;

/** A hundred times what a usual email takes, and no more than others can wait for once in a while. */
const usualLimits: ThreadLimits = { ms: 2_000, heapMb: 128 };

/** Copy that has broken its thread is not let in again for this long. */
const restMs = MINUTE;

/**
 * Where copy is rendered: one thread of its own, in which one template at a time has a limit of time and
 * of memory. Whatever goes wrong there is told as what is wrong with the template. The thread begins with
 * the first of them, or before; after one that broke it there is another.
 */
export class RenderingRoom {
  private readonly limits: ThreadLimits;
  private thread: RunningThread | undefined;
  private turn: Promise<unknown> = Promise.resolve();
  /** Why copy is not let in, by its hash. */
  private readonly harmful = new LRUCache<string, string>({ ...atMost(1_000), ttl: restMs });

  constructor(limits: ThreadLimits = usualLimits) {
    this.limits = limits;
  }

  /** Begins the thread, so that the first email need not wait for it. */
  open(): void {
    this.openThread();
  }

  /**
   * What is wrong with a template whoever it is for, as `lintTemplate` tells it; where that is nothing,
   * whether it takes too much.
   * @throws {BlockedTemplate} when that takes too long, too much memory, or fails in any other way.
   */
  async lint(
    template: Template,
    layout: Layout,
    names: readonly string[],
  ): Promise<TemplateFault[]> {
    const answer = await this.ask({ kind: 'lint', template, layout, names });
    return answer.kind === 'linted' ? answer.faults : [];
  }

  /**
   * Renders one email, as `renderEmail` does.
   * @throws {BlockedTemplate} also when that takes too long, too much memory, or fails in any other way.
   */
  async render(
    template: Template,
    layout: Layout,
    variables: Variables,
    sequenceKind: SequenceKind,
    clock: Clock,
  ): Promise<RenderedEmail> {
    const answer = await this.ask({
      kind: 'render',
      template,
      layout,
      variables,
      sequenceKind,
      clock,
    });
    if (answer.kind === 'rendered') return answer.email;
    throw new BlockedTemplate(`template "${template.name}": ${unforeseen}`);
  }

  /** Ends the thread, when the job under way is done; the next one would begin another. */
  async close(): Promise<void> {
    await this.turn;
    const { thread } = this;
    this.thread = undefined;
    await thread?.end();
  }

  private openThread(): RunningThread {
    if (!this.thread?.isAlive) this.thread = new RunningThread(this.limits);
    return this.thread;
  }

  private ask(job: Job): Promise<Answer> {
    const answer = this.turn.then(() => this.do(job));
    this.turn = answer.catch(() => {});
    return answer;
  }

  private async do(job: Job): Promise<Answer> {
    const { template } = job;
    const known = this.harmful.size > 0 ? this.harmful.get(hashOf(template)) : undefined;
    if (known !== undefined) throw new BlockedTemplate(`template "${template.name}": ${known}`);
    const outcome = await this.openThread().do(job);
    if (outcome.kind === 'linted' || outcome.kind === 'rendered') return outcome;
    if (outcome.kind === 'blocked') throw new BlockedTemplate(outcome.reason);
    const why = this.reasonOf(outcome);
    if (outcome.kind !== 'failed') this.thread = undefined;
    if (outcome.kind === 'overtime' || outcome.kind === 'memory') {
      this.harmful.set(hashOf(template), why);
      this.thread = new RunningThread(this.limits); // so that the next need not wait for it
    }
    throw new BlockedTemplate(`template "${template.name}": ${why}`);
  }

  private reasonOf(outcome: Exclude<Outcome, { kind: 'linted' | 'rendered' | 'blocked' }>): string {
    const { ms, heapMb } = this.limits;
    const isTooMuch = 'to render; has it very many styles, elements or loops?';
    if (outcome.kind === 'overtime') return `takes over ${ms / 1_000} s ${isTooMuch}`;
    if (outcome.kind === 'memory') return `takes over ${heapMb} MB ${isTooMuch}`;
    if (outcome.kind === 'failed') return unforeseen;
    return `cannot be rendered now, as the worker's thread for that has ended (${outcome.why})`;
  }
}

const unforeseen = 'cannot be made into a mail; is its HTML broken?';

/** The process's one: its thread begins with the first email, and keeps no process alive. */
export const room = new RenderingRoom();

function hashOf({ subject, html, text = '' }: Template): string {
  return createHash('sha256')
    .update(JSON.stringify([subject, html, text]))
    .digest('base64');
}
