import { isOfShadow, shadowWarning } from '../domain/shadow.js';
import type { RunEmailReply, RunReply } from '../runs/reply.js';
import { indent, table } from './plain.js';
import { sayDistance, sayInstant } from './times.js';

/** A run with its emails and what happened to it. */
export function sayRun(run: RunReply, now: Date): string[] {
  const { id, status, outcome, segment, testing, needsAttention, asOf, emails, history } = run;
  const marks = [
    outcome ? `${status}: ${outcome}` : status,
    ...(segment ? [segment] : []),
    ...(testing ? ['testing mode'] : []),
    ...(isOfShadow(id) ? [shadowWarning] : []),
    ...(asOf === 'plan' ? ['as planned: no worker has answered'] : []),
  ];
  return [
    `${id}  ${marks.join(', ')}`,
    ...indent([
      ...(needsAttention ? [`needs attention: ${needsAttention}`] : []),
      ...sayEmails(emails, now),
      ...(history.length > 0 ? ['', ...sayHistory(history)] : []),
    ]),
  ];
}

/** The plan as a table; `now` is what distances count from. */
export function sayEmails(emails: readonly RunEmailReply[], now: Date): string[] {
  const rows = emails.map((email) => {
    const at = email.sentAt ?? email.dueAt;
    const { number, template, sentBy, plannedAt } = email;
    const moved = plannedAt ? `, planned for ${sayInstant(plannedAt)}` : '';
    return [
      String(number),
      template,
      sentBy,
      sayInstant(at),
      sayDistance(at, now),
      `${sayState(email)}${moved}`,
    ];
  });
  return table(['#', 'template', 'sent by', 'when (UTC)', '', 'state'], rows);
}

function sayState({ state, reason }: RunEmailReply): string {
  return reason ? `${state} (${reason})` : state;
}

function sayHistory(history: RunReply['history']): string[] {
  const rows = history.map(({ at, what, by, reason }) => [
    sayInstant(at),
    what,
    by ? `by ${by}` : '',
    reason ?? '',
  ]);
  return table(['when (UTC)', 'what', '', 'reason'], rows);
}
