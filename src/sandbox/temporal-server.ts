import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Connection } from '@temporalio/client';
import { encodeSearchAttributeIndexedValueType } from '@temporalio/common/lib/search-attributes.js';
import { msToTs, optionalTsToMs } from '@temporalio/common/lib/time.js';
import { DAY, SECOND } from '../domain/duration.js';
import { attributes } from '../workflows/messages.js';

export class TemporalDidNotStart extends Error {
  override name = 'TemporalDidNotStart';
}

export interface TemporalServer {
  address: string;
  uiPort: number;
  /** Of the process that has started it. */
  pid: number;
  stop(): Promise<void>;
}

const namespace = 'default';

/** The table's types as the command writes them: `KEYWORD_LIST` is its `KeywordList`. */
const madeWith = Object.values(attributes).map(({ name, type }) => {
  const words = type.toLowerCase().split('_');
  return `${name}=${words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')}`;
});

/**
 * Starts Temporal's dev server with its Web UI; its state lies in the folder.
 * @throws {TemporalDidNotStart} with what the server said, when it does not listen in time.
 */
export async function startTemporalServer(options: {
  binary: string;
  folder: string;
  port: number;
  uiPort: number;
  /** Where its Web UI has payloads opened; default: nowhere, as they are in clear. */
  codecUrl?: string | undefined;
  /** Of its dynamic configuration, by their names; default: its own. */
  configuration?: Record<string, string>;
}): Promise<TemporalServer> {
  const { binary, folder, port, uiPort, codecUrl, configuration = {} } = options;
  const child = spawnOnLeash([
    binary,
    'server',
    'start-dev',
    '--ip=127.0.0.1',
    '--log-level=error',
    `--port=${port}`,
    `--ui-port=${uiPort}`,
    '--dynamic-config-value=matching.enableFairness=true',
    `--db-filename=${join(folder, 'temporal.db')}`,
    // Else SQLite makes, syncs and deletes a journal for each write, one after the other, which is most of what the
    // server does. A kill loses nothing so either; a power cut may lose the last moment.
    '--sqlite-pragma=journal_mode=wal',
    '--sqlite-pragma=synchronous=normal',
    ...Object.entries(configuration).map(
      ([name, value]) => `--dynamic-config-value=${name}=${value}`,
    ),
    ...madeWith.map((one) => `--search-attribute=${one}`),
    ...(codecUrl ? [`--ui-codec-endpoint=${codecUrl}`] : []),
  ]);
  let said = '';
  child.stdout?.on('data', (chunk) => (said += chunk));
  child.stderr?.on('data', (chunk) => (said += chunk));
  await listening(child, port, () => said);
  const address = `127.0.0.1:${port}`;
  await withConnection(address, async (connection) => {
    await keepForThirtyDays(connection);
    await addMissingAttributes(connection);
  });
  return { address, uiPort, pid: child.pid ?? Number.NaN, stop: () => stop(child) };
}

/** Our own process may be killed at any moment; the server must not outlive it. */
function spawnOnLeash(command: string[]): ChildProcess {
  const leash = fileURLToPath(new URL('leash.mjs', import.meta.url));
  // A group of its own: Ctrl-C reaches us alone, and we stop the workers before the server.
  return spawn(process.execPath, [leash, ...command], {
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
}

async function listening(child: ChildProcess, port: number, said: () => string): Promise<void> {
  const untilMs = Date.now() + 30 * SECOND;
  while (!(await canConnect(port))) {
    if (child.exitCode !== null || Date.now() > untilMs) {
      throw new TemporalDidNotStart(`Temporal's dev server did not start:\n${said()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function canConnect(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false; // not listening yet
  } finally {
    socket.destroy();
  }
}

/** A finished run is remembered as long as it may not be repeated; the server's default is a day. */
async function keepForThirtyDays({ workflowService }: Connection): Promise<void> {
  const { config } = await workflowService.describeNamespace({ namespace });
  if (optionalTsToMs(config?.workflowExecutionRetentionTtl) === 30 * DAY) return;
  const workflowExecutionRetentionTtl = msToTs(30 * DAY);
  await workflowService.updateNamespace({ namespace, config: { workflowExecutionRetentionTtl } });
}

/** The server takes those it is started with for a new namespace alone; an earlier version may have made this one. */
async function addMissingAttributes({ operatorService }: Connection): Promise<void> {
  const { customAttributes } = await operatorService.listSearchAttributes({ namespace });
  const missing = Object.values(attributes).filter(({ name }) => !(name in customAttributes));
  if (missing.length === 0) return;
  const searchAttributes = Object.fromEntries(
    missing.map(({ name, type }) => [name, encodeSearchAttributeIndexedValueType(type) ?? 0]),
  );
  await operatorService.addSearchAttributes({ namespace, searchAttributes });
}

async function withConnection(
  address: string,
  work: (connection: Connection) => Promise<void>,
): Promise<void> {
  const connection = await Connection.connect({ address });
  try {
    await work(connection);
  } finally {
    await connection.close();
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exited = once(child, 'exit');
  child.stdin?.end();
  await exited;
}
