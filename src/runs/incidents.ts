import { type Incident, incidentId, type OpenIncident, titleOf } from '../domain/incident.js';
import { taskQueues } from '../domain/run/task-queues.js';
import { incidentMet, incidentOver, mended } from '../workflows/messages.js';
import { orAway } from './deadline.js';
import type { RunsDeps } from './deps.js';
import { eachExecution } from './executions.js';
import type { SignalRuns } from './signal-runs.js';
import { tell } from './tell.js';
import { isOpen, isRun } from './visibility-query.js';

/** Starts the record of a fault of the whole installation; one that is open hears of it, as it may be about to end. */
export async function openIncident({ client }: RunsDeps, incident: Incident): Promise<void> {
  await client.workflow.signalWithStart('incident', {
    workflowId: incidentId(incident.about),
    args: [incident],
    signal: incidentMet,
    signalArgs: [{ reason: incident.reason }],
    memo: { ...incident },
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    taskQueue: taskQueues.workflows,
    staticSummary: titleOf(incident.about),
  });
}

/** Says that what was at fault works again. */
export async function endIncident({ client }: RunsDeps, about: string): Promise<void> {
  await tell(client, incidentId(about), incidentOver, { at: new Date().toISOString() });
}

/**
 * All that is at fault at this moment.
 * @throws {TemporalAway}
 */
export function listIncidents(deps: RunsDeps): Promise<OpenIncident[]> {
  return orAway(deps.client, () => listOpenIncidents(deps));
}

/** The same without a deadline of ours. */
export async function listOpenIncidents({ client }: RunsDeps): Promise<OpenIncident[]> {
  const found: OpenIncident[] = [];
  const query = `WorkflowType = 'incident' AND ${isOpen}`;
  for await (const { workflowId, memo, startTime } of eachExecution(client, query)) {
    const about = workflowId.slice(incidentId('').length);
    const { reason = '', page, ...more } = (memo ?? {}) as Partial<Incident & { since: string }>;
    const { since = startTime.toISOString() } = more;
    found.push({ about, reason, title: titleOf(about), since, ...(page && { page }) });
  }
  return found;
}

/** How many emails should have gone by now, or so long ago. */
export async function countDue({ client, now }: RunsDeps, lateByMs = 0): Promise<number> {
  const at = new Date((await now()).getTime() - lateByMs).toISOString();
  return (await client.workflow.count(`${isRun} AND ${isOpen} AND NextSendAt < '${at}'`)).count;
}

/**
 * Lets all look again that wait for a person to mend something; gives whether they are told. `round` tells
 * one time from another.
 */
export function tellMended(signal: SignalRuns, about: string, round: string): Promise<boolean> {
  return signal({
    query: "NeedsAttention = true AND WorkflowType != 'sendingSwitch'",
    signal: mended,
    message: { about },
    jobId: `mended/${round}`,
  });
}

/** Lets one run look again; false where it has ended. */
export function tellMendedTo({ client }: RunsDeps, runId: string, about: string): Promise<boolean> {
  return tell(client, runId, mended, { about });
}
