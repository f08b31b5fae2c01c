import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { NativeConnection, Worker } from '@temporalio/worker';
import { dataConverterOf } from '../../src/codec/data-converter.js';
import { readEncryptionKeys } from '../../src/codec/encryption-keys.js';
import type { Enrolment } from '../../src/domain/run/enrolment.js';
import type { RunInput } from '../../src/domain/run/run.js';
import { taskQueues } from '../../src/domain/run/task-queues.js';
import { loadWorkflows } from '../../src/processes/workflow-bundle.js';

/**
 * A worker of runs that sleep: the product's own workflows, and activities that only say what Notion would. With
 * the workflows in the main thread, its heap is theirs; asked by SIGURG, it tells how large that is.
 */

const { TEMPORAL_ADDRESS: address = '', ENCRYPTION_KEY = '', CACHED = '300', BARE } = process.env;
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const pageIdOf = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const activities = {
  async enrolContact({ emails, segment }: RunInput): Promise<Enrolment> {
    const rows = emails.map(({ number }) => [number, pageIdOf(number)]);
    const rowIds = Object.fromEntries(rows) as Enrolment['rowIds'];
    return { contactPageId: pageIdOf(0), bookingStatus: null, segment, rowIds, done: [] };
  },
  async recordEmails({ rows }: { rows: { email: { number: number } }[] }) {
    const rowIds = rows.map(({ email: { number } }) => [number, pageIdOf(number)]);
    return { rowIds: Object.fromEntries(rowIds), refused: [] };
  },
  async completeContact(): Promise<void> {},
};

const telling = { async raiseAlert(): Promise<void> {} };

const connection = await NativeConnection.connect({ address });
const dataConverter = dataConverterOf(readEncryptionKeys(ENCRYPTION_KEY).keys);
const own = { workflowBundle: await loadWorkflows(dataConverter), activities: telling };
const bare = { workflowsPath: fileURLToPath(new URL('../bare/workflow.ts', import.meta.url)) };
const workers = await Promise.all([
  Worker.create({
    connection,
    dataConverter,
    debugMode: true,
    taskQueue: BARE ? 'bare' : taskQueues.workflows,
    maxCachedWorkflows: Number(CACHED),
    ...(BARE ? bare : own),
  }),
  Worker.create({ connection, dataConverter, taskQueue: taskQueues.notion, activities }),
]);
process.on('SIGURG', () => {
  collect();
  tell(`heap ${process.memoryUsage().heapUsed}`);
});
tell('the worker is running');
await Promise.all(workers.map((worker) => worker.run()));

function tell(event: string): void {
  process.stdout.write(`${JSON.stringify({ event })}\n`);
}
