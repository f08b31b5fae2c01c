import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { z } from 'zod';
import { Malformed } from '../domain/errors.js';
import type { Histories, History } from '../runs/histories.js';

const started = z.object({
  eventType: z.string().regex(/^(EVENT_TYPE_WORKFLOW_EXECUTION_STARTED|WorkflowExecutionStarted)$/),
  workflowExecutionStartedEventAttributes: z.object({ workflowId: z.string().optional() }),
});

/** A history as `temporal workflow show --output json` and Temporal Web UI give it. */
const written = z.object({
  events: z
    .tuple([started], z.looseObject({ eventType: z.string(), eventId: z.coerce.number() }))
    // Temporal's native part ends the process over one that is out of order.
    .refine(([, ...rest]) => rest.every(({ eventId }, index) => eventId === index + 2)),
});

/**
 * Histories in files, each read when it is its turn.
 * @throws {Malformed} in reading one that is no history, or is not there.
 */
export function readFiles(paths: readonly string[]): Histories {
  return { count: paths.length, each: each(paths) };
}

async function* each(paths: readonly string[]) {
  for (const path of paths) {
    const text = await readFile(path, 'utf8').catch(() => {
      throw new Malformed(`${path} cannot be read`, 'file');
    });
    const { workflowId, history } = await parse(path, text);
    yield { workflowId, read: async () => history };
  }
}

async function parse(
  path: string,
  text: string,
): Promise<{ workflowId: string; history: History }> {
  // Only now, as it takes other commands longer to start.
  const { historyFromJSON } = await import('@temporalio/common/lib/proto-utils.js');
  try {
    const json: unknown = JSON.parse(text);
    const { events } = written.parse(json);
    const [{ workflowExecutionStartedEventAttributes: attributes }] = events;
    const workflowId = attributes.workflowId ?? basename(path, '.json');
    return { workflowId, history: historyFromJSON(json) };
  } catch {
    const how = 'temporal workflow show --workflow-id <id> --output json gives one';
    throw new Malformed(`${path} is no history of a workflow; ${how}`, 'file');
  }
}
