import { setTimeout } from 'node:timers/promises';
import { WorkflowNotFoundError } from '@temporalio/client';
import { databaseTitles } from '../../src/vendors/notion/schema.js';
import type { Act } from './act.js';
import type { Caller } from './caller.js';
import type { Notes } from './gather.js';
import type { Scene } from './scene.js';

/** What people do in Notion and in Temporal with their own hands, behind the product's back. */

export async function trash(
  { observer, notionUrl }: Scene,
  { edits }: Notes,
  { address, number }: { address: string; number: number },
): Promise<void> {
  const rows = await observer.tracker.find('email', 'equals', address.toLowerCase());
  const row = rows.find(({ values }) => values.number === number);
  if (!row?.values.key) return;
  await fetch(`${notionUrl}/v1/pages/${row.id}`, {
    method: 'PATCH',
    headers: {
      Authorization: 'Bearer ntn_observer',
      'Notion-Version': '2026-03-11',
      'Content-Type': 'application/json',
    },
    body: JSON.stringify({ in_trash: true }),
  });
  edits.push({ atMs: Date.now(), key: row.values.key, what: 'row trashed' });
}

export async function rename({ notionUrl }: Scene, [property, to]: readonly [string, string]) {
  await fetch(`${notionUrl}/_control/drift`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ database: databaseTitles.tracker, property, rename: to }),
  });
}

/** Does nothing to a run that has not begun, or that has ended. */
export async function doInTemporal(
  { client }: Scene,
  { does, event, address }: Extract<Act, { kind: 'in temporal' }>,
  caller: Caller,
): Promise<void> {
  const id = caller.runOf(event, address);
  if (!id) return;
  const run = client.workflow.getHandle(id);
  const atMs = Date.now();
  try {
    await insist(() => (does === 'cancel' ? run.cancel() : run.terminate('by hand')));
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return;
    throw error;
  }
  if (does === 'cancel') caller.noteStop(`/temporal/${id}/cancel`, address, atMs);
}

/** What is done behind the product's back is done, whatever is in the way for a moment. */
export async function insist<T>(work: () => Promise<T>, tries = 5): Promise<T> {
  for (let left = tries; ; left -= 1) {
    try {
      return await work();
    } catch (error) {
      if (left <= 1) throw error;
      await setTimeout(200);
    }
  }
}
