import type { AcceptedMail, Evidence, Execution, Step } from '../../proofs/judge/evidence.js';
import { sequences } from '../../proofs/judge/rules.js';
import type { Fate } from '../../proofs/judge/run-file.js';

/**
 * Evidence of a week in which every promise was kept, made by hand: whoever doctors it knows what stands where.
 */

export const hourMs = 3_600_000;
export const startMs = Date.parse('2026-01-05T10:00:00.000Z');
const endMs = startMs + 14 * 24 * hourMs;
const isoOf = (ms: number) => new Date(ms).toISOString();

type Ending = 'sent' | 'failed' | 'unknown' | 'blocked' | 'late' | 'skipped' | 'stopped';

interface Story {
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
const addressOf = (who: string) => `${who}@salon.example`;

const stories: Story[] = [
  {
    who: 'ann',
    event: 'assessment',
    type: 'assessment',
    endings: ['sent', 'sent', 'sent', 'sent'],
  },
  {
    who: 'ben',
    event: 'assessment',
    type: 'assessment',
    endings: ['sent', 'stopped', 'stopped', 'stopped'],
    stop: { atMs: startMs + 30 * hourMs, cause: 'booked' },
    outcome: 'stopped:booked',
  },
  {
    who: 'cleo',
    event: 'assessment',
    type: 'assessment',
    endings: ['failed', 'unknown', 'blocked', 'sent'],
  },
  { who: 'dora', event: 'post-call', type: 'postCall', endings: ['sent', 'late', 'sent'] },
  { who: 'eve', event: 'onboarding', type: 'onboarding', endings: ['sent', 'sent', 'sent'] },
  {
    who: 'fay',
    event: 'no-show',
    type: 'noShow',
    endings: ['stopped', 'stopped', 'stopped'],
    outcome: 'suppressed',
    afterMs: 40 * hourMs,
  },
];

export function cleanEvidence(): Evidence {
  const evidence: Evidence = {
    isTesting: false,
    untilMs: endMs,
    quietFromMs: endMs - hourMs,
    punctualMs: 2_000,
    executions: [],
    requests: [],
    mails: [],
    rows: [],
    contacts: [],
    looks: [],
    calls: [],
    alerts: [],
    edits: [],
    copy: sequences.flatMap(({ emails }) =>
      emails.map(({ template }) => ({ template, fromMs: 0, mark: `(${template} v1)` })),
    ),
    troubles: [],
    surfaces: [{ name: 'the log', text: stories.map(idOf).join('\n') }],
    canaries: stories.map(({ who }) => addressOf(who)),
    replays: stories.map((story) => ({ workflowId: idOf(story) })),
  };
  for (const story of stories) tell(evidence, story);
  evidence.requests.sort((one, other) => one.atMs - other.atMs);
  addStops(evidence);
  return evidence;
}

/** A booking of Ben, an unsubscribe of Fay before her run, and an event of Gus that was ignored. */
function addStops(evidence: Evidence): void {
  const call = { status: 202, body: {}, answer: { status: 'accepted' } };
  const bookedMs = startMs + 30 * hourMs;
  const stop = { name: 'booked', address: addressOf('ben') };
  const unsubscribed = { name: 'unsubscribed', address: addressOf('fay') };
  evidence.calls.push(
    { ...call, path: '/webhooks/calcom', atMs: bookedMs - 100, answeredMs: bookedMs + 50, stop },
    {
      ...call,
      path: '/unsubscribe/token',
      status: 200,
      atMs: startMs + hourMs,
      answeredMs: startMs + hourMs + 50,
      stop: unsubscribed,
    },
    {
      path: '/webhooks/post-call',
      body: { email: addressOf('gus'), call_outcome: 'no' },
      status: 200,
      answer: { status: 'ignored' },
      atMs: startMs,
      answeredMs: startMs + 20,
    },
  );
}

function tell(evidence: Evidence, story: Story): void {
  const { who, event, type, endings, outcome = 'completed', afterMs = 0 } = story;
  const rule = sequences.find((one) => one.type === type);
  if (!rule) throw new Error(`no sequence ${type}`);
  const id = idOf(story);
  const acceptedMs = startMs + afterMs;
  const planned = rule.emails.map(({ number, template, afterMs: delayMs }) => ({
    number,
    template,
    isOurs: delayMs !== undefined,
    plannedMs: acceptedMs + (delayMs ?? 0),
  }));
  const emails = planned.map(({ number, template, isOurs, plannedMs }) => ({
    number,
    template,
    plannedAt: isoOf(plannedMs),
    dueAt: isoOf(plannedMs),
    state: isOurs ? 'scheduled' : 'sent',
    ...(!isOurs && { at: isoOf(plannedMs) }),
  }));
  const steps: Step[] = [
    done('enrolContact', acceptedMs + 50, {}, { contactPageId: `${who}-page` }),
  ];
  const fates: Fate[] = [];
  const ours = planned.filter(({ isOurs }) => isOurs);
  const site = planned.filter(({ isOurs }) => !isOurs);
  for (const { number, template, plannedMs } of site) {
    fates.push(fateOf(number, template, plannedMs, { outcome: 'sent' }));
  }
  for (const [at, email] of ours.entries()) {
    fates.push(new Told(evidence, story, steps, email).tell(endings[at] ?? 'sent'));
  }
  if (story.stop) {
    const { atMs, cause } = story.stop;
    steps.push({ atMs, what: 'signal', name: 'stop', input: { cause }, clockMs: atMs + 5 });
  }
  steps.sort((one, other) => one.atMs - other.atMs);
  const lastMs = Math.max(...steps.map(({ endedMs = 0, atMs }) => Math.max(endedMs, atMs)));
  const base = { acceptedAt: isoOf(acceptedMs), isTesting: false };
  const execution: Execution = {
    workflowId: id,
    runId: `${id}-1`,
    type,
    startedMs: acceptedMs + 10,
    input: { ...base, contact: { email: addressOf(who), key: keyOf(who) }, emails },
    steps,
    closed: { how: 'completed', atMs: lastMs + 10, result: { outcome, emails: fates } },
  };
  evidence.executions.push(execution);
  const body = {
    email: addressOf(who),
    ...(event === 'assessment' && { email_1_sent_at: isoOf(acceptedMs) }),
  };
  const answer = { status: 'accepted', id, emails };
  const called = { path: `/webhooks/${event}`, body, status: 202, answer };
  evidence.calls.push({ ...called, atMs: acceptedMs, answeredMs: acceptedMs + 30 });
  evidence.contacts.push({
    email: addressOf(who),
    emailStatus: who === 'fay' ? 'Unsubscribed' : 'Subscribed',
    bookingStatus: null,
  });
  for (const fate of fates) {
    if (outcome === 'suppressed') continue;
    evidence.rows.push({
      key: `${id}/${fate.number}`,
      email: addressOf(who),
      number: fate.number,
      status: fate.outcome,
      reason: fate.reason,
      resendId: fate.resendId,
      sentBy: 'evergreen',
      template: fate.template,
    });
  }
}

/** One email of ours, and the traces that each ending leaves. */
class Told {
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
    const mail: AcceptedMail = { atMs, id, key, to, subject: `Hello (${template} v1)`, body: 'Hi' };
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
    this.steps.push(done('recordEmail', afterMs + 4_000, { email }, 'row'));
    return fateOf(number, template, plannedMs, fate);
  }
}

function fateOf(
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

function done(name: string, atMs: number, input: unknown, result: unknown): Step {
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
