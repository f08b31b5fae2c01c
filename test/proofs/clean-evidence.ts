import type { Evidence, Execution, Step } from '../../proofs/judge/evidence.js';
import { sequences } from '../../proofs/judge/rules.js';
import type { Fate } from '../../proofs/judge/run-file.js';
import {
  addressOf,
  done,
  endMs,
  fateOf,
  hourMs,
  idOf,
  isoOf,
  keyOf,
  type Story,
  startMs,
  Told,
} from './told.js';

/**
 * Evidence of a week in which every promise was kept, made by hand: whoever doctors it knows what stands where.
 */

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
  const booked = { status: 'accepted', id: `stop/${keyOf('ben')}/booked/1` };
  evidence.executions.push({
    workflowId: booked.id,
    runId: `${booked.id}-1`,
    type: 'stopContact',
    startedMs: bookedMs,
    input: {},
    steps: [],
    closed: { how: 'completed', atMs: bookedMs + hourMs },
  });
  const unsubscribed = { name: 'unsubscribed', address: addressOf('fay') };
  evidence.calls.push(
    {
      ...call,
      path: '/webhooks/calcom',
      answer: booked,
      atMs: bookedMs - 100,
      answeredMs: bookedMs + 50,
      stop,
    },
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
    bookingStatus: who === 'ben' ? 'Booked' : null,
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
      sentBy: ours.some(({ number }) => number === fate.number) ? 'evergreen' : 'website',
      template: fate.template,
    });
  }
}
