import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { z } from 'zod';
import { Malformed } from '../domain/errors.js';
import type { Histories, History } from '../runs/histories.js';

const startType = /^(EVENT_TYPE_WORKFLOW_EXECUTION_STARTED|WorkflowExecutionStarted)$/;

const started = z.object({
  eventType: z.string().regex(startType),
  workflowExecutionStartedEventAttributes: z.object({ workflowId: z.string().optional() }),
});

/** A history as `temporal workflow show --output json` and Temporal Web UI give it. */
const written = z.object({
  events: z
    .tuple([started], z.looseObject({ eventType: z.string(), eventId: z.coerce.number() }))
    // Temporal's native part ends the process over one that is out of order, and may over a second start.
    .refine(([, ...rest]) =>
      rest.every(
        ({ eventId, eventType }, index) => eventId === index + 2 && !startType.test(eventType),
      ),
    ),
});

/**
 * Histories in files, each read when it is its turn. All are looked at before, so that nobody waits for a replay
 * whose end is that a file was no history.
 * @throws {Malformed} naming each that is none, or is not there.
 */
export async function readFiles(paths: readonly string[]): Promise<Histories> {
  const faults: string[] = [];
  for (const path of paths) {
    await read(path).catch((error: unknown) => {
      if (!(error instanceof Malformed)) throw error;
      faults.push(error.message);
    });
  }
  if (faults.length > 0) throw new Malformed(faults.join('; '), 'file');
  return { count: paths.length, each: each(paths) };
}

async function* each(paths: readonly string[]) {
  for (const path of paths) {
    const { workflowId, history } = await read(path);
    yield { workflowId, read: async () => history };
  }
}

/** @throws {Malformed} */
async function read(path: string): Promise<{ workflowId: string; history: History }> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new Malformed(`${path} cannot be read`, 'file');
  });
  return parse(path, text);
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
