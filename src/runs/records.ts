import type { Timeline } from '../domain/run/run.js';
import type { ReadRuns, RunRecord } from '../domain/run/run-record.js';
import { isOfShadow } from '../domain/shadow.js';
import type { RunsDeps } from './deps.js';
import { listAllExecutions, standingOf } from './executions.js';
import { look } from './find.js';
import { startedAtOf } from './list.js';
import { PatientLook } from './patient-look.js';
import { isNewest, isOpen, isRun } from './visibility-query.js';

/**
 * Every run that is open or has ended since an instant, as a worker or its result tells it, one after the
 * other; those of which neither tells are named. `onEach` is told how many of how many.
 */
export async function readRuns(
  deps: RunsDeps,
  since: Date,
  onEach: (done: number, of: number) => void = () => {},
): Promise<ReadRuns> {
  const { client } = deps;
  const isMeant = `(${isOpen} OR CloseTime >= '${since.toISOString()}')`;
  const query = [isRun, isNewest, isMeant].join(' AND ');
  const found = await standingOf(client, await listAllExecutions(client, query));
  const executions = found.filter(({ workflowId }) => !isOfShadow(workflowId));
  const records: RunRecord[] = [];
  const patient = new PatientLook<Timeline>(({ asOf }) => asOf === 'plan');
  for (const [index, execution] of executions.entries()) {
    const { workflowId: id } = execution;
    const { asOf, outcome, segment, emails } = await patient.at(id, () => look(deps, execution));
    const startedAt = startedAtOf(execution);
    const isSuppressed = outcome === 'suppressed';
    if (asOf !== 'plan') records.push({ id, startedAt, segment, isSuppressed, emails });
    onEach(index + 1, executions.length);
  }
  return { records, untold: patient.untold };
}
