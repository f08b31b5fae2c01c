import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import { encodeToPayloads } from '@temporalio/common/lib/internal-non-workflow/index.js';
import { keyIdOf } from '../codec/codec.js';
import { SECOND } from '../domain/duration.js';
import { InvalidSetup } from '../domain/errors.js';
import type { Control } from '../domain/run/control.js';
import { isLastingStop } from '../domain/run/stop.js';
import { reseal } from '../workflows/messages.js';
import { orAway, within } from './deadline.js';
import type { RunsDeps } from './deps.js';
import { listAllExecutions } from './executions.js';
import { firstPayloads } from './first-payloads.js';
import { allOpen } from './histories.js';
import { inParallel } from './in-parallel.js';
import { patiently } from './patiently.js';
import { tell } from './tell.js';

const deadlineMs = 10 * SECOND;
const listDeadlineMs = 60 * SECOND;
const atOnce = 8;

/** What is open and was begun with another key than the one that seals now. */
export interface OlderSeals {
  /** The id of the key that seals now. */
  key: string;
  /** By the id of an older key; `in clear` is what was begun before there was one. */
  older: Record<string, { stops: number; others: number }>;
}

/**
 * Looks at everything that is open. Somebody's word has each lasting stop that is sealed with an older key begin
 * anew; without it nothing is told. What else is open ends by itself. Safe to repeat.
 * @throws {InvalidSetup} where nothing is sealed.
 * @throws {TemporalAway}
 */
export async function resealStops(
  { client }: RunsDeps,
  who?: Control,
  onEach: (done: number, of: number) => void = () => {},
): Promise<OlderSeals> {
  const key = await sealingKey(client);
  const open = await orAway(client, () => listAllExecutions(client, allOpen), listDeadlineMs);
  const older: OlderSeals['older'] = {};
  let done = 0;
  await inParallel(atOnce, open, async ({ workflowId, raw }) => {
    const ids = await patiently(() => within(client, deadlineMs, () => keysOf(client, raw)));
    const olderIds = ids.filter((id) => id !== key);
    const isStop = isLastingStop(workflowId);
    for (const id of olderIds) {
      older[id] ??= { stops: 0, others: 0 };
      older[id][isStop ? 'stops' : 'others'] += 1;
    }
    if (who && isStop && olderIds.length > 0) {
      await patiently(() => tell(client, workflowId, reseal, who));
    }
    done += 1;
    onEach(done, open.length);
  });
  return { key, older };
}

/** The key that seals whatever this process gives to Temporal. */
async function sealingKey({ options }: Client): Promise<string> {
  const [sealed = {}] = (await encodeToPayloads(options.loadedDataConverter, '')) ?? [];
  const id = keyIdOf(sealed);
  if (id === undefined) {
    throw new InvalidSetup('nothing is sealed: there is no ENCRYPTION_KEY');
  }
  return id;
}

async function keysOf(client: Client, one: WorkflowExecutionInfo['raw']): Promise<string[]> {
  const payloads = await firstPayloads(client, one);
  return [...new Set(payloads.map((payload) => keyIdOf(payload) ?? 'in clear'))];
}
