import { HOUR, MINUTE, sayLength } from '../domain/duration.js';
import type { Line } from '../domain/import/record.js';
import type { ShadowComparison, ShadowLine } from '../domain/records/shadow.js';
import type { Said } from './cli.js';
import { count, indent, plain, table } from './plain.js';
import { sayInstant } from './times.js';

/** So many emails of each kind are shown; a file has them all. */
const mostShown = 100;

/** So far apart is as good as at once: the same email, a minute later. */
const atOnceMs = MINUTE;

interface Compared extends ShadowComparison {
  since: string;
  until: string;
  runs: number;
}

/** What a comparison with an older system has come to. */
export function sayShadow(
  compared: Compared,
  { unknown, out }: { unknown: readonly string[]; out: string | undefined },
): Said {
  const { since, until, runs, lines, same, missing, extra, furthestMs } = compared;
  const { notDue, website, others } = compared;
  const of = (verdict: ShadowLine['verdict']) => lines.filter((line) => line.verdict === verdict);
  return {
    answer: { ...compared, subjectsUnknown: unknown },
    lines: () => [
      `${count(runs, 'run')} of shadow mode, from ${sayInstant(since)} to ${sayInstant(until)} (UTC).`,
      '',
      ...group('Same', of('same'), ['would go here', 'they sent', 'apart', ''], (line) => [
        sayAt(line.ours),
        sayAt(line.theirs),
        sayApart(line.apartMs),
        line.note ?? '',
      ]),
      ...group(
        'Missing: we would have sent it, they did not',
        of('missing'),
        ['would go here'],
        (line) => [sayAt(line.ours)],
      ),
      ...group('Extra: they sent it, we would not', of('extra'), ['they sent', 'why'], (line) => [
        sayAt(line.theirs),
        line.note ?? '',
      ]),
      ...(notDue > 0 ? [`Not due yet, or within the last two hours: ${notDue}.`] : []),
      ...(website > 0 ? [`The website's own: ${count(website, 'mail')}.`] : []),
      ...(others > 0 ? [`With subjects that are none of ours: ${count(others, 'mail')}.`] : []),
      ...(unknown.length > 0
        ? [`Of ${unknown.join(', ')} no subject is known: what they sent of it is not recognised.`]
        : []),
      ...(out === undefined ? [] : [`${out} has every email, and can be read by you alone.`]),
      '',
      missing + extra === 0
        ? `They agree: ${count(same, 'email')}${same > 0 ? `, at most ${sayMinutes(furthestMs)} apart` : ''}.`
        : `They differ: ${same} the same, ${missing} missing, ${extra} extra.`,
    ],
  };
}

/** An email as files hold it. */
export function toFileLine(line: ShadowLine): Line {
  const { verdict, email, subject, ours, theirs, apartMs, run, number, template } = line;
  return {
    Verdict: verdict,
    Email: email,
    Subject: subject,
    'Would Go Here': ours ?? '',
    'They Sent': theirs ?? '',
    'Seconds Apart': apartMs === undefined ? '' : String(Math.round(apartMs / 1_000)),
    Template: template ?? '',
    Run: run === undefined ? '' : `${run}/${number}`,
    'Resend ID': line.resendId ?? '',
    Note: line.note ?? '',
  };
}

function group(
  title: string,
  lines: readonly ShadowLine[],
  headings: readonly string[],
  toCells: (line: ShadowLine) => string[],
): string[] {
  if (lines.length === 0) return [];
  const rows = lines
    .slice(0, mostShown)
    .map((line) => [line.email, line.subject, ...toCells(line)].map(plain));
  const more = lines.length - rows.length;
  return [
    `${title}: ${lines.length}`,
    ...indent(table(['who', 'subject', ...headings], rows)),
    ...(more > 0 ? [`  and ${more} more, which --out has`] : []),
    '',
  ];
}

function sayAt(at: string | undefined): string {
  return at === undefined ? '' : sayInstant(at);
}

function sayApart(ms = 0): string {
  if (Math.abs(ms) < atOnceMs) return 'at once';
  return `${sayMinutes(Math.abs(ms))} ${ms > 0 ? 'later' : 'earlier'}`;
}

/** In minutes where hours would hide how far apart two systems look for what is due. */
function sayMinutes(ms: number): string {
  return ms < 3 * HOUR ? `${Math.round(ms / MINUTE)} min` : sayLength(ms);
}
