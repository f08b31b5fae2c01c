import type { AcceptedMail, Evidence, Step } from '../../proofs/judge/evidence.js';
import type { Fate } from '../../proofs/judge/run-file.js';

export const hourMs = 3_600_000;
export const startMs = Date.parse('2026-01-05T10:00:00.000Z');
export const endMs = startMs + 14 * 24 * hourMs;
export const isoOf = (ms: number) => new Date(ms).toISOString();

export type Ending = 'sent' | 'failed' | 'unknown' | 'blocked' | 'late' | 'skipped' | 'stopped';

export interface Story {
  who: string;
  event: string;
  type: string;
  /** What becomes of each of our emails, in order. */
  endings: Ending[];
  stop?: { atMs: number; cause: string };
  outcome?: string;
  afterMs?: number;
}

export const keyOf = (who: string) => `${who}-key`;
export const idOf = ({ who, event }: Pick<Story, 'who' | 'event'>) => `${event}/${keyOf(who)}`;
export const addressOf = (who: string) => `${who}@salon.example`;

/** One email of ours, and the traces that each ending leaves. */
export class Told {
  private readonly evidence: Evidence;
  private readonly story: Story;
  private readonly steps: Step[];
  private readonly email: { number: number; template: string; plannedMs: number };

  constructor(evidence: Evidence, story: Story, steps: Step[], email: Told['email']) {
    this.evidence = evidence;
    this.story = story;
    this.steps = steps;
    this.email = email;
  }

  tell(ending: Ending): Fate {
    const { number, template, plannedMs } = this.email;
    if (ending === 'stopped') {
      const reason = this.story.stop?.cause ?? 'unsubscribed';
      return fateOf(number, template, plannedMs, { outcome: 'stopped', reason });
    }
    if (ending === 'blocked') return this.blocked();
    if (ending === 'late') return this.late();
    this.prepare(plannedMs + 20);
    const id = `mail-${this.story.who}-${number}`;
    if (ending === 'sent') {
      this.ask(plannedMs + 300, 200, id);
      this.send(plannedMs + 250, { kind: 'sent', id });
      return this.record({ outcome: 'sent', resendId: id });
    }
    if (ending === 'failed') {
      this.ask(plannedMs + 300, 422);
      this.send(plannedMs + 250, { kind: 'refused', fault: 'recipient' });
      this.alert('failed', 'An email failed');
      return this.record({ outcome: 'failed', reason: 'validation_error (422)' });
    }
    this.ask(plannedMs + 300, 500, id);
    this.ask(plannedMs + 2_300, 500);
    this.send(plannedMs + 250, { kind: 'ambiguous' });
    this.send(plannedMs + 2_250, { kind: 'ambiguous' });
    this.alert('unknown', 'An email may or may not have been sent');
    return this.record({ outcome: 'unknown', reason: 'error (500)' });
  }

  /** Its template was missing for two hours. */
  private blocked(): Fate {
    const { number, template, plannedMs } = this.email;
    const fixedMs = plannedMs + 2 * hourMs;
    this.prepare(plannedMs + 20, {
      kind: 'blocked',
      isLasting: true,
      reason: 'a variable is missing',
    });
    this.alert('blocked', 'An email waits');
    const what = `${template} is inactive`;
    this.evidence.troubles.push({ fromMs: plannedMs, untilMs: fixedMs, what, template });
    this.prepare(fixedMs + 20);
    const id = `mail-${this.story.who}-${number}`;
    this.ask(fixedMs + 300, 200, id);
    this.send(fixedMs + 250, { kind: 'sent', id });
    return this.record({ outcome: 'sent', resendId: id }, fixedMs);
  }

  /** All workers were away for two days. */
  private late(): Fate {
    const { plannedMs } = this.email;
    const untilMs = plannedMs + 25 * hourMs;
    const what = 'worker kill';
    this.evidence.troubles.push({ fromMs: plannedMs - hourMs, untilMs, what, isOfProcess: true });
    this.alert('too_late', 'An email waited here until it was too late', untilMs);
    return this.record({ outcome: 'skipped', reason: 'too_late' }, untilMs);
  }

  private prepare(atMs: number, result?: object): void {
    const { number } = this.email;
    const pageId = `${this.story.who}-page`;
    const ready = { kind: 'ready', readAt: isoOf(atMs + 10) };
    const asked = { number, enrolment: { contactPageId: pageId } };
    this.steps.push(done('prepareEmail', atMs, asked, result ?? ready));
    this.evidence.looks.push({ atMs: atMs + 30, pageId });
  }

  private ask(atMs: number, status: number, id?: string): void {
    const { number, template } = this.email;
    const key = `${idOf(this.story)}/${number}`;
    this.evidence.requests.push({ atMs, key, bodyHash: `hash of ${key}`, status });
    if (!id) return;
    const to = [addressOf(this.story.who)];
    const mark = `(${template} v1)`;
    const mail: AcceptedMail = { atMs, id, key, to, subject: `Hello ${mark}`, body: `Hi ${mark}` };
    this.evidence.mails.push(mail);
  }

  private send(atMs: number, result: object): void {
    const key = `${idOf(this.story)}/${this.email.number}`;
    this.steps.push(done('sendEmail', atMs, { mailId: '5', key }, result));
  }

  private alert(kind: string, title: string, atMs = this.email.plannedMs + 3_000): void {
    const { number, template } = this.email;
    this.steps.push(done('raiseAlert', atMs, { kind, number, template }, undefined));
    const text = `${title}: email ${number} (${template})\nDo something.\n${idOf(this.story)} http://ui`;
    this.evidence.alerts.push({ atMs: atMs + 20, text });
  }

  private record(fate: Partial<Fate> & { outcome: string }, afterMs = this.email.plannedMs): Fate {
    const { number, template, plannedMs } = this.email;
    const email = { number, template, state: fate.outcome };
    const recorded = { rowIds: { [number]: 'row' }, refused: [] };
    this.steps.push(done('recordEmails', afterMs + 4_000, { rows: [{ email }] }, recorded));
    return fateOf(number, template, plannedMs, fate);
  }
}

export function fateOf(
  number: number,
  template: string,
  plannedMs: number,
  fate: Partial<Fate> & { outcome: string },
): Fate {
  return {
    number,
    template,
    dueAt: isoOf(plannedMs),
    at: null,
    resendId: null,
    reason: null,
    ...fate,
  };
}

export function done(name: string, atMs: number, input: unknown, result: unknown): Step {
  return {
    atMs,
    what: 'asked',
    name,
    input,
    clockMs: atMs - 5,
    begunMs: atMs + 5,
    endedMs: atMs + 100,
    attempt: 1,
    ended: 'done',
    result,
  };
}
