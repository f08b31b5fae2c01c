import { knownSequences } from '../campaign/older-runs.js';
import { loadMovingConfig } from '../config/moving.js';
import { type OldShape, writesFor } from '../domain/import/old-shapes.js';
import type { HeldRun } from '../runs/handback.js';
import { type Cli, Failed } from './cli.js';
import { openTracker, orFailed, sayEvery } from './old-records.js';

/**
 * Marks in an older system's tracker what went, so that it sends none of that; gives how many rows that took.
 * What may have gone counts as sent. Safe to repeat: it writes what the tracker does not say yet.
 * @throws {Failed}
 */
export async function writeTracker(
  cli: Cli,
  shape: OldShape,
  held: readonly HeldRun[],
): Promise<number> {
  const table = openTracker(cli, loadMovingConfig(cli.env));
  return orFailed(async () => {
    const columns = await table.columns();
    const hasShape = shape === 'kestra' ? columns.has('sent_at') : hasEmailColumns(columns.keys());
    if (!hasShape) throw new Failed(`the tracker has no columns such as "Email 2 Sent"`);
    const rows = await table.read(sayEvery(cli, 'rows of the tracker'));
    const types = new Map([...columns].map(([name, { type }]) => [name, type]));
    const runs = held.map(({ input, inDoubt }) => ({
      input,
      sent: sentOf(input, inDoubt, cli.now()),
    }));
    const writes = writesFor(shape, runs, rows, types, knownSequences, cli.now());
    const say = sayEvery(cli, 'rows written');
    for (const [index, { row, values }] of writes.entries()) {
      if (row) await table.update(row.pageId, values);
      else await table.create(values);
      say(index + 1, writes.length);
    }
    return writes.length;
  });
}

function sentOf(
  { emails }: HeldRun['input'],
  inDoubt: number | undefined,
  now: Date,
): ReadonlyMap<number, string> {
  return new Map(
    emails.flatMap(({ number, state, at }): [number, string][] =>
      state === 'sent' || state === 'unknown' || number === inDoubt
        ? [[number, at ?? now.toISOString()]]
        : [],
    ),
  );
}

function hasEmailColumns(names: Iterable<string>): boolean {
  return [...names].some((name) => /^email_\d+_/.test(name));
}
