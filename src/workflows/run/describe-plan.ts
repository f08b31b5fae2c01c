import type { PlannedEmail } from '../../domain/plan/plan.js';
import type { Timeline } from '../../domain/run/run.js';

/**
 * A run as a table for Temporal Web UI: no names, no addresses of the person. What others typed or
 * posted may hold one, and stays out: the website's reason, and who goes by an address.
 */
export function describePlan({ outcome, emails, history }: Timeline, isShadow = false): string {
  const next = emails.find(({ state }) => state === 'scheduled');
  const headline = outcome
    ? `**Ended: ${outcome}**`
    : next
      ? `**Next: email ${next.number} (${next.template}) at ${readable(next.dueAt)}**`
      : '**Finishing**';
  const rows = emails.map(describeEmail);
  const table = ['| # | template | due | state |', '|---|---|---|---|', ...rows].join('\n');
  const notes = history.map(
    ({ at, what, by }) => `- ${readable(at)} ${what}${by && !by.includes('@') ? ` (${by})` : ''}`,
  );
  const mode = isShadow
    ? [`**Shadow mode: nothing is sent.** What reads as sent would have been.`]
    : [];
  return [...mode, headline, table, ...(notes.length > 0 ? [notes.join('\n')] : [])].join('\n\n');
}

function describeEmail({ number, template, sentBy, dueAt, state, reason }: PlannedEmail): string {
  const isOurs = sentBy === 'evergreen';
  const why = isOurs && reason ? `: ${reason}` : '';
  return `| ${number} | ${template} | ${readable(dueAt)} | ${state}${isOurs ? '' : ' by the website'}${why} |`;
}

/** `2026-01-31 09:30:00 UTC` */
function readable(instant: string): string {
  return `${instant.slice(0, 19).replace('T', ' ')} UTC`;
}
