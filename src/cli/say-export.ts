import type { ExecutionAccount, HeldExecution } from '../domain/person.js';
import type { RunReply } from '../runs/reply.js';
import { indent, table } from './plain.js';
import { sayRun } from './say-run.js';
import { sayInstant } from './times.js';

/** One page of a person in Notion. */
interface Page {
  url: string;
  /** ISO instants. */
  createdAt: string;
  editedAt: string;
  values: object;
}

/** All that is held of a person. */
export interface Account {
  email: string;
  key: string;
  /** ISO instant at which it was read. */
  at: string;
  /** What should be here, and could not be read. */
  missing: string[];
  warnings: string[];
  contacts: Page[];
  /** Of the tracker: one row for each email. */
  tracker: Page[];
  /** Causes of stops that hold. */
  stops: string[];
  /** As they stand. */
  runs: RunReply[];
  /** Every execution in Temporal, with what it was told; without that where it cannot be opened. */
  executions: (ExecutionAccount | HeldExecution)[];
  /** What Resend says was sent to them. */
  mails: { id: string; at: string; subject: string; lastEvent: string }[];
}

export function sayAccount(account: Account, now: Date): string[] {
  const { email, key, at, missing, warnings, contacts, tracker, stops, runs, executions, mails } =
    account;
  return [
    `What is held of ${email} (${key}), read on ${sayInstant(at)} (UTC)`,
    ...missing.map((what) => `missing: ${what}`),
    ...warnings.map((warning) => `warning: ${warning}`),
    ...section('Contact in Notion', contacts.flatMap(sayPage)),
    ...section('Emails in the tracker', tracker.flatMap(sayPage)),
    ...section('Stops that hold', stops),
    ...section(
      'Runs',
      runs.flatMap((run) => [...sayRun(run, now), '']),
    ),
    ...section('What Temporal was told', executions.flatMap(sayExecution)),
    ...section('Emails that Resend has sent', sayMails(mails)),
  ];
}

function section(title: string, lines: readonly string[]): string[] {
  return ['', title, ...indent(lines.length > 0 ? lines : ['nothing'])];
}

function sayPage({ url, createdAt, values }: Page): string[] {
  return [`${url}, made on ${sayInstant(createdAt)}`, ...indent(sayValue(values)), ''];
}

function sayExecution(one: ExecutionAccount | HeldExecution): string[] {
  const ended = one.endedAt ? ` to ${sayInstant(one.endedAt)}` : ', open';
  const heading = `${one.id} (${one.type}), from ${sayInstant(one.startedAt)}${ended}`;
  if (!('told' in one)) return [heading, '  cannot be opened', ''];
  return [
    heading,
    ...indent([
      ...one.told.flatMap(({ at, what, given }) => [
        `${sayInstant(at)}  ${what}`,
        ...indent(given.flatMap(sayValue)),
      ]),
      ...one.subjects.map(({ number, subject }) => `email ${number} was made ready: ${subject}`),
      ...(one.result === undefined ? [] : ['result', ...indent(sayValue(one.result))]),
    ]),
    '',
  ];
}

function sayMails(mails: Account['mails']): string[] {
  if (mails.length === 0) return [];
  const rows = mails.map(({ id, at, subject, lastEvent }) => [
    sayInstant(at),
    subject,
    lastEvent,
    id,
  ]);
  return table(['when (UTC)', 'subject', 'last event', 'id'], rows);
}

/** Names and what they say, one in a line; what is empty is left out. */
function sayValue(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [String(value)];
  return Object.entries(value).flatMap(([name, one]) => {
    if (one === null || one === undefined || one === '') return [];
    if (typeof one !== 'object') return [`${name}: ${String(one)}`];
    const inner = sayValue(one);
    return inner.length === 0 ? [] : [`${name}:`, ...indent(inner)];
  });
}
