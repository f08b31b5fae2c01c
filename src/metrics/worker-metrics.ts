import { LRUCache } from 'lru-cache';
import { Counter, Histogram, type Registry } from 'prom-client';
import { type AlertKind, alertTexts } from '../domain/alert.js';
import { atMost } from '../domain/at-most.js';
import type { Answer } from '../domain/mail/mail.js';
import type { CountSinks, DecidedEmail } from '../domain/run/counted.js';
import { causes } from '../domain/run/stop.js';
import type { GateMeter } from '../vendors/metered-gate.js';

/** Every value that a label can have is named here, so that none grows without end, or names a person. */
const outcomesOfEmails = ['sent', 'skipped', 'failed', 'unknown', 'stopped'] as const;
const outcomesOfRuns = [
  'completed',
  'suppressed',
  'failed',
  ...[...causes, 'superseded' as const].map((cause) => `stopped:${cause}` as const),
];
const answers = ['sent', 'refused', 'ambiguous', 'held'] as const;
const vendors = ['notion', 'resend'] as const;
/** 429 is told from the other 4xx: it asks for patience, and they for a mend. */
const statuses = ['2xx', '3xx', '4xx', '429', '5xx', 'none'] as const;

type VendorName = (typeof vendors)[number];

/** What a worker counts. */
export interface WorkerMetrics {
  /** What a run has decided, by the execution that decided it: told again, it counts once. */
  emailDecided(runId: string, email: DecidedEmail): void;
  runEnded(runId: string, run: Parameters<CountSinks['counts']['runEnded']>[0]): void;
  /** An activity has begun, for the nth time. */
  attempted(activity: string, attempt: number): void;
  /** Resend's answer to one attempt to send an email. */
  sendAnswered(kind: Answer['kind']): void;
  alertRaised(kind: AlertKind): void;
}

const SECONDS = 1_000;
const latenessBuckets = [1, 5, 15, 60, 300, 600, 1_800, 3_600, 21_600, 86_400];
const waitBuckets = [0.01, 0.1, 0.5, 1, 2, 5, 10, 30];

/** A worker's counts; `sequences` are the names of all. */
export function createWorkerMetrics(
  registry: Registry,
  sequences: readonly string[],
): WorkerMetrics {
  const counter = (name: string, help: string, ...labelNames: string[]) =>
    new Counter({ name, help, labelNames, registers: [registry] });
  const attempts = counter(
    'evergreen_send_attempts_total',
    'Attempts to send an email, by what they came to; several may be needed for one.',
    'answer',
  );
  const retries = counter(
    'evergreen_activity_retries_total',
    'Attempts of an activity after its first.',
    'activity',
  );
  const alerts = counter('evergreen_alerts_total', 'Alerts that operators were told.', 'kind');
  for (const answer of answers) attempts.inc({ answer }, 0);
  for (const kind of Object.keys(alertTexts)) alerts.inc({ kind }, 0);
  return {
    ...createRunMetrics(registry, sequences),
    // At its first attempt an activity begins at 0, so that its first retry is an increase.
    attempted: (activity, attempt) => retries.inc({ activity }, attempt > 1 ? 1 : 0),
    sendAnswered: (answer) => attempts.inc({ answer }),
    alertRaised: (kind) => alerts.inc({ kind }),
  };
}

/** What is counted of runs and their emails. */
function createRunMetrics(
  registry: Registry,
  sequences: readonly string[],
): Pick<WorkerMetrics, 'emailDecided' | 'runEnded'> {
  const registers = [registry];
  const emails = new Counter({
    name: 'evergreen_emails_total',
    help: 'Emails of which it was decided what becomes of them.',
    labelNames: ['sequence', 'outcome'],
    registers,
  });
  const lateness = new Histogram({
    name: 'evergreen_email_lateness_seconds',
    help: 'How long after it was due an email went.',
    labelNames: ['sequence'],
    buckets: latenessBuckets,
    registers,
  });
  const runs = new Counter({
    name: 'evergreen_runs_total',
    help: 'Runs that have ended.',
    labelNames: ['sequence', 'outcome'],
    registers,
  });
  for (const sequence of sequences) {
    lateness.zero({ sequence });
    for (const outcome of outcomesOfEmails) emails.inc({ sequence, outcome }, 0);
    for (const outcome of outcomesOfRuns) runs.inc({ sequence, outcome }, 0);
  }
  const isNew = newsOnly();
  return {
    emailDecided(runId, { sequence, number, state, lateMs }) {
      if (!isNew(`${runId}/${number}/${state}`)) return;
      emails.inc({ sequence, outcome: state });
      if (lateMs !== undefined) lateness.observe({ sequence }, lateMs / SECONDS);
    },
    runEnded(runId, { sequence, outcome }) {
      if (isNew(runId)) runs.inc({ sequence, outcome });
    },
  };
}

/**
 * Whether something is told for the first time: what a workflow task has told is told again where its answer
 * did not reach Temporal. So many are remembered as are decided while that may be.
 */
function newsOnly(): (what: string) => boolean {
  const told = new LRUCache<string, true>(atMost(20_000));
  return (what) => {
    if (told.has(what)) return false;
    told.set(what, true);
    return true;
  };
}

/** Counts what the vendors answer, and how long requests wait for their turn. */
export function createGateMeters(registry: Registry): Record<VendorName, GateMeter> {
  const registers = [registry];
  const requests = new Counter({
    name: 'evergreen_vendor_requests_total',
    help: "Requests to a vendor, by the class of the answer's status; none: there was no answer.",
    labelNames: ['vendor', 'status'],
    registers,
  });
  const waits = new Histogram({
    name: 'evergreen_gate_wait_seconds',
    help: 'How long a request to a vendor waited for its turn.',
    labelNames: ['vendor'],
    buckets: waitBuckets,
    registers,
  });
  const meterOf = (vendor: VendorName): GateMeter => {
    waits.zero({ vendor });
    for (const status of statuses) requests.inc({ vendor, status }, 0);
    return {
      waited: (ms) => waits.observe({ vendor }, ms / SECONDS),
      answered: (status) => requests.inc({ vendor, status: classOf(status) }),
    };
  };
  return { notion: meterOf('notion'), resend: meterOf('resend') };
}

function classOf(status: number | undefined): (typeof statuses)[number] {
  if (status === undefined) return 'none';
  if (status === 429) return '429';
  return statuses.find((name) => name.startsWith(String(status).charAt(0))) ?? 'none';
}
