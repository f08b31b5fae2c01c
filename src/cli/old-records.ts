import type { MovingConfig } from '../config/moving.js';
import { normaliseEmail } from '../domain/contact.js';
import { VendorFault } from '../domain/errors.js';
import { type OldRow, textOf } from '../domain/import/old-row.js';
import { type OldTable, openOldTable } from '../vendors/notion/old-tracker.js';
import { type Cli, Failed } from './cli.js';
import { readCsv } from './record-files.js';

/** Where older records are read from. */
export interface OldSource {
  from?: 'notion';
  csv?: string;
}

/** The tracker as any system has written it. */
export function openTracker(cli: Cli, config: MovingConfig): OldTable {
  return openTable(cli, config, 'tracker');
}

/** @throws {Failed} */
export async function readOldRows(
  cli: Cli,
  config: MovingConfig,
  { csv }: OldSource,
): Promise<OldRow[]> {
  if (csv !== undefined) return readCsv(csv);
  return orFailed(() => openTracker(cli, config).read(sayEvery(cli, 'rows of the tracker')));
}

/** What Notion has of people, by address. @throws {Failed} */
export async function readContacts(
  cli: Cli,
  config: MovingConfig,
): Promise<(address: string) => readonly OldRow[]> {
  const rows = await orFailed(() =>
    openTable(cli, config, 'contacts').read(sayEvery(cli, 'contacts')),
  );
  const byAddress = new Map<string, OldRow[]>();
  for (const row of rows) {
    const address = normaliseEmail(textOf(row, 'email') ?? '');
    byAddress.set(address, [...(byAddress.get(address) ?? []), row]);
  }
  return (address) => byAddress.get(address) ?? [];
}

/** What Notion says no to, as a command says it. */
export async function orFailed<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof VendorFault ? new Failed(error.message) : error;
  }
}

/** Says on standard error how far long work is, now and then. */
export function sayEvery(cli: Cli, what: string): (done: number, of?: number) => void {
  const step = 100;
  return (done, of) => {
    if (done % step !== 0 && done !== of) return;
    cli.printError(`${what}: ${done}${of === undefined ? '' : ` of ${of}`}\n`);
  };
}

function openTable(cli: Cli, config: MovingConfig, label: 'contacts' | 'tracker'): OldTable {
  const { databases, propertyNames, token, baseUrl, requestsPerSecond } = config;
  return openOldTable(label, {
    token,
    baseUrl,
    requestsPerSecond,
    database: databases[label],
    names: propertyNames?.[label],
    onWait: (ms) => cli.printError(`Notion asked for a pause of ${Math.round(ms / 1_000)} s …\n`),
  });
}
