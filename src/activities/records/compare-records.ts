import { sequences } from '../../campaign/sequences/index.js';
import { normaliseEmail } from '../../domain/contact.js';
import { DAY } from '../../domain/duration.js';
import { BlockedTemplate, VendorFault } from '../../domain/errors.js';
import { compare, type MailRecord, type RowRecord, runIdOf } from '../../domain/records/compare.js';
import type {
  ReconcileProgress,
  ReconcileRequest,
  Reconciliation,
} from '../../domain/records/differences.js';
import { subjectPattern } from '../../domain/records/subject-pattern.js';
import type { RunRecord } from '../../domain/run/run-record.js';
import type { trackerSchema } from '../../vendors/notion/schema.js';
import type { Row } from '../../vendors/notion/table.js';
import type { ActivityDeps } from '../deps.js';
import { templateLoader } from '../emails/load-template.js';
import { recall, remember } from '../heartbeats.js';
import { repairRow } from './repair-row.js';

/** More are counted, not listed: a workflow's result has its limits. */
const mostListed = 1_000;
/** Of runs that could not be read, so many are named. */
const mostNamed = 10;
/** Nothing is planned further ahead. */
const aheadMs = 400 * DAY;
/** So many runs whose rows a query by date has not shown are asked for one by one. */
const mostLookedFor = 200;

/**
 * Compares what Temporal, the tracker and Resend say of the same emails; repairs the tracker where that is
 * asked for. Safe to repeat.
 */
export function compareRecords(deps: ActivityDeps) {
  const loadTemplate = templateLoader(deps);
  return async ({ days, fix }: ReconcileRequest): Promise<Reconciliation> => {
    const now = await deps.now();
    const since = new Date(now.getTime() - days * DAY);
    if (deps.isShadow) return nothingToCompare(since, now);
    const unread: string[] = [];
    const { records: runs, untold } = await deps.runs.readRuns(since, (done, of) =>
      tell({ doing: 'runs', done, of }),
    );
    if (untold.length > 0) unread.push(sayUntold(untold));
    const rows = await readRows(deps, runs, { since, now });
    const mails = await readMails(deps, since, unread);
    const { found, repairs } = compare({
      runs,
      rows,
      mails,
      otherRunIds: await otherRunIds(deps, runs, rows),
      websiteSubject: await websiteSubject(loadTemplate),
      sinceMs: since.getTime(),
      nowMs: now.getTime(),
    });
    const byId = new Map(runs.map((run) => [run.id, run]));
    let repaired = 0;
    for (const repair of fix ? repairs : []) {
      if (await repairRow(deps, repair, byId.get(repair.runId)?.segment ?? null)) repaired += 1;
      tell({ doing: 'repairs', done: repaired, of: repairs.length });
    }
    return {
      since: since.toISOString(),
      at: now.toISOString(),
      read: { runs: runs.length, rows: rows.length, mails: mails?.length ?? 0 },
      unread,
      found: found.slice(0, mostListed),
      more: Math.max(found.length - mostListed, 0),
      repaired,
    };
  };
}

function sayUntold(ids: readonly string[]): string {
  const named = ids.slice(0, mostNamed).join(', ');
  const more = ids.length > mostNamed ? ` and ${ids.length - mostNamed} more runs` : '';
  return `no worker has told what became of ${named}${more}: they were left out, so compare once more`;
}

/** In shadow mode the tracker and Resend hold what another system has done. */
function nothingToCompare(since: Date, now: Date): Reconciliation {
  return {
    since: since.toISOString(),
    at: now.toISOString(),
    read: { runs: 0, rows: 0, mails: 0 },
    unread: [
      'SHADOW is on: nothing is written that could be compared; see evergreen shadow report',
    ],
    found: [],
    more: 0,
    repaired: 0,
  };
}

/** For whoever waits, with the next sign of life. */
function tell(progress: ReconcileProgress): void {
  remember({ ...(recall() as object | undefined), progress });
}

/** All rows of these runs, and of the time that is looked at. */
async function readRows(
  { workspace: { tracker } }: ActivityDeps,
  runs: readonly RunRecord[],
  { since, now }: { since: Date; now: Date },
): Promise<RowRecord[]> {
  const times = runs.flatMap(({ emails }) => emails.map(({ dueAt }) => Date.parse(dueAt)));
  const from = new Date(times.reduce((a, b) => Math.min(a, b), since.getTime()) - DAY);
  const to = new Date(now.getTime() + aheadMs);
  tell({ doing: 'rows', done: 0 });
  const rows = await tracker.findBetween('scheduledAt', from.toISOString(), to.toISOString());
  const known = new Set(rows.map(({ values }) => values.key));
  const withGaps = runs.filter(({ id, emails }) =>
    emails.some(({ number }) => !known.has(`${id}/${number}`)),
  );
  // A row whose date was emptied or moved by hand stands outside of every time.
  for (const { id } of withGaps.slice(0, mostLookedFor)) {
    const others = await tracker.find('key', 'starts_with', `${id}/`);
    rows.push(...others.filter(({ values }) => !known.has(values.key)));
  }
  return rows.flatMap(toRowRecord);
}

function toRowRecord({ id: pageId, values }: Row<typeof trackerSchema>): RowRecord[] {
  const { key, status, resendId, delivery, scheduledAt } = values;
  const email = values.email && normaliseEmail(values.email);
  return key ? [{ pageId, key, email, status, resendId, delivery, scheduledAt }] : [];
}

async function readMails(
  { listMails }: ActivityDeps,
  since: Date,
  unread: string[],
): Promise<MailRecord[] | undefined> {
  try {
    return await listMails(since, (done) => tell({ doing: 'mails', done }));
  } catch (error) {
    // Temporal and the tracker can be compared all the same.
    if (!(error instanceof VendorFault) || error.kind !== 'permanent') throw error;
    unread.push(`${error.message}; a key with full access may list them`);
    return undefined;
  }
}

/** Runs that rows name and that are not among those read, where Temporal remembers them. */
async function otherRunIds(
  { runs: register }: ActivityDeps,
  runs: readonly RunRecord[],
  rows: readonly RowRecord[],
): Promise<Set<string>> {
  const read = new Set(runs.map(({ id }) => id));
  const others = new Set<string>();
  for (const { key } of rows) {
    const id = runIdOf(key);
    if (id === undefined || read.has(id) || others.has(id)) continue;
    if (await register.isKnown(id)) others.add(id);
  }
  return others;
}

/** What the subject of the email that a website sends looks like, where Notion has its copy. */
async function websiteSubject(
  loadTemplate: ReturnType<typeof templateLoader>,
): Promise<RegExp | undefined> {
  const emails = sequences.flatMap(({ sequence }) => [...sequence.emails]);
  const own = emails.find(({ sentBy }) => sentBy === 'website');
  if (!own) return undefined;
  try {
    return subjectPattern((await loadTemplate(own.template)).subject);
  } catch (error) {
    if (error instanceof BlockedTemplate) return undefined; // the website has its own copy
    throw error;
  }
}
