import { MINUTE } from './duration.js';

/** A fault of the whole installation: it holds everybody's emails, or their rows, until it is mended. */
export interface Incident {
  /** What is at fault; of each there is one incident at a time. */
  about: string;
  /** What was met, in our own words. */
  reason: string;
  /** Where Temporal Web UI shows it, within its namespace; default: the incident's own page. */
  page?: string;
}

/** Why something could not be done now. */
export interface Refusal {
  reason: string;
  /** The incident that it is part of, if it is. */
  about?: string;
  /** Nothing but a person mends it; else it may pass by itself. */
  isLasting: boolean;
}

/** An incident that is not over yet. */
export interface OpenIncident extends Incident {
  title: string;
  /** ISO instant. */
  since: string;
}

/** What came of looking at one; `unknown` where no work has met it, as after a restart. */
export type Look = { kind: 'over' | 'unknown' } | { kind: 'lasts'; reason: string };

/** What each is called, and what to do about it; one that ends with a hyphen stands for all that begin so. */
const texts: Record<string, readonly [title: string, advice: string]> = {
  notion: ['Notion refuses us', 'Look at NOTION_TOKEN, and at what it may do.'],
  'notion-away': ['Notion cannot be reached', 'Nothing is lost.'],
  'notion-pages': [
    'Notion makes no more pages',
    "The workspace's plan limits them: raise it, or make room.",
  ],
  'notion-contacts': [
    'The Notion database of contacts cannot be used',
    'Share it with the integration, with all rights, or mend its columns.',
  ],
  'notion-tracker': [
    'The Notion database of the tracker cannot be used',
    'Share it with the integration, with all rights, or mend its columns. Emails still go.',
  ],
  'notion-templates': [
    'The Notion database of templates cannot be used',
    'Share it with the integration, or mend its columns.',
  ],
  resend: ['Resend refuses to send', 'Look at the key, the sender and the quota.'],
  'resend-away': ['Resend takes no mail', 'Look at its status page. Nothing is lost.'],
  shadow: [
    'Real runs wait behind shadow mode',
    'Nobody is mailed: set SHADOW=false, and restart API and worker.',
  ],
  'template-': ['A template cannot be used', 'Mend it in Notion.'],
  'watch-overdue': ['Emails are overdue', 'Nothing that is known explains it: look at their runs.'],
  'watch-broken': [
    'Runs have ended by themselves',
    'Look at why, and restart them in the console; those that nobody restarts are named for a day.',
  ],
  'watch-tasks': [
    'Workflow tasks fail',
    'Mostly a release cannot replay what an earlier one began: put the earlier one back.',
  ],
  'watch-queue-': ['Tasks wait for too long', "Look at the worker's log, and add a worker."],
  'watch-worker-': ['No worker takes tasks', 'Start one, or look at why it does not run.'],
};

/** The type of an activity's failure that lasts until a person mends it; its detail is what it is about. */
export const lastingFailure = 'lasting';

/** The workflow id of an incident. */
export function incidentId(about: string): string {
  return `incident/${about}`;
}

/** The incident of a template that cannot become an email. */
export function aboutTemplate(name: string): string {
  return `template-${name.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`;
}

/** Which vendor's faults these are, by the first word of their name. */
export function vendorOf(about: string): string {
  return about.split('-')[0] ?? about;
}

/** Whether it is one of those that the watch over the whole finds by counting, and not a vendor's. */
export function isWatched(about: string): boolean {
  return vendorOf(about) === 'watch';
}

export function titleOf(about: string): string {
  return textOf(about)[0];
}

/** What to do about it. */
export function adviceOf(about: string): string {
  return textOf(about)[1];
}

/** The whole of an alert: what, why, who waits, what to do. */
export function describeIncident({ about, reason }: Incident, dueCount: number): string {
  const waiting = waitingOf(dueCount);
  const end = /[.?!]$/.test(reason) ? '' : '.';
  return `${titleOf(about)}: ${reason}${end} ${waiting}. ${adviceOf(about)}`;
}

function waitingOf(dueCount: number): string {
  if (dueCount === 0) return 'No email is due';
  return dueCount === 1 ? '1 email is due' : `${dueCount} emails are due`;
}

/**
 * A vendor that is away comes back by itself mostly: people hear of it when it has not. Of Resend it is known
 * only after a quarter of an hour.
 */
export function alertAfterMs(about: string): number {
  return about === 'notion-away' ? 13 * MINUTE : 0;
}

function textOf(about: string): readonly [title: string, advice: string] {
  const kind = Object.keys(texts).find((name) => name.endsWith('-') && about.startsWith(name));
  return texts[about] ?? texts[kind ?? ''] ?? [about, ''];
}
