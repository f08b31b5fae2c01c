import { adviceOf, incidentId, type OpenIncident, titleOf } from '../../domain/incident.js';
import type { Health } from '../../runs/watch.js';
import type { ApiDeps } from '../deps.js';

/** Something that is wrong with the whole, as operators see it. */
export interface IncidentReply extends Omit<OpenIncident, 'page' | 'since'> {
  /** What to do about it. */
  advice: string;
  /** ISO instant; missing where nobody has recorded it yet. */
  since?: string;
  /** Where Temporal Web UI shows it. */
  link: string;
}

/** Whether all is well. */
export interface WellReply {
  /** What has lasted longest comes first. */
  incidents: IncidentReply[];
  /** How many emails should have gone by now. */
  due: number;
  queues: { name: string; hasWorker: boolean; waiting: number }[];
}

/**
 * What is wrong now. What can be counted is counted here: without a worker nobody else would say that
 * there is none.
 * @throws {TemporalAway}
 */
export async function readWell({ runs, ...deps }: ApiDeps): Promise<WellReply> {
  const [open, { wrong, queues, due }] = await Promise.all([runs.incidents(), runs.health()]);
  const recorded = open.map((incident) =>
    toReply(deps, { ...incident, ...nowOf(wrong, incident) }),
  );
  const names = new Set(open.map(({ about }) => about));
  const unrecorded = wrong
    .filter(({ about, isExplained }) => !isExplained && !names.has(about))
    .map((one) => toReply(deps, { ...one, title: titleOf(one.about) }));
  return {
    incidents: [...recorded.toSorted(bySince), ...unrecorded],
    due,
    queues: queues.map(({ name, hasWorker, waiting }) => ({ name, hasWorker, waiting })),
  };
}

/** The record tells how it began; how many there are by now, only a look does. */
function nowOf(wrong: Health['wrong'], { about, reason, page }: OpenIncident) {
  const found = wrong.find((one) => one.about === about);
  const link = found?.page ?? page;
  return { reason: found?.reason ?? reason, ...(link && { page: link }) };
}

type Known = Omit<OpenIncident, 'since'> & { since?: string };

function toReply(
  { temporalPageUrl, temporalRunUrl }: Pick<ApiDeps, 'temporalPageUrl' | 'temporalRunUrl'>,
  { about, title, reason, page, since }: Known,
): IncidentReply {
  const link = page ? temporalPageUrl(page) : temporalRunUrl(incidentId(about));
  return { about, title, reason, advice: adviceOf(about), ...(since && { since }), link };
}

function bySince({ since: one = '' }: IncidentReply, { since: other = '' }: IncidentReply): number {
  return one.localeCompare(other);
}
