/**
 * Records the history of each scenario that has none, from a real server, and its transcript:
 * `npm run record-histories`. With `-- --again NAME…` those are played anew too; with `--again` alone, all
 * that this code can no longer replay. What is recorded otherwise than it was is said before it is replaced.
 */
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Client } from '@temporalio/client';
import { historyFromJSON, historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Command } from 'commander';
import { loadWorkflows } from '../../src/processes/workflow-bundle.js';
import { replayHistories } from '../../src/replay/replay-histories.js';
import { quietRuntime, SkippingClient, startSkippingDevServer } from '../support/temporal.js';
import { createWorld } from '../support/world.js';
import type { RecordedHistory } from '../transcripts/recorded.js';
import { tellChanges } from '../transcripts/tell-changes.js';
import { sayTranscript, transcribe } from '../transcripts/transcript.js';
import type { Scenario } from './scenario.js';
import { scenarios } from './scenarios.js';

const fileOf = (name: string, as: 'json' | 'txt') => `test/histories/${name}.${as}`;
const say = (text: string) => process.stdout.write(`${text}\n`);

const program = new Command('npm run record-histories --')
  .description('plays the scenarios that have no recorded history, and records them')
  .option('--again [names...]', 'and these; without a name, those that no longer replay')
  .option('--dry-run', 'only says what it would change')
  .showHelpAfterError()
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .parse();
const { again, dryRun = false } = program.opts<{ again?: true | string[]; dryRun?: boolean }>();
const named = again === true ? [] : (again ?? []);
const unknown = named.filter((name) => !scenarios.some((scenario) => scenario.name === name));
if (unknown.length > 0) program.error(`no scenario is called ${unknown.join(', ')}`);

let server: TestWorkflowEnvironment | undefined;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    // At a terminal the server has been told too, and may be gone.
    void (server?.teardown() ?? Promise.resolve()).catch(() => {}).finally(() => process.exit(1));
  });
}

const recorded = scenarios.filter(({ name }) => existsSync(fileOf(name, 'json')));
const broken = await findBroken();
const anew = again === true ? broken : named;
const asked = scenarios.filter(
  (scenario) => !recorded.includes(scenario) || anew.includes(scenario.name),
);
await playAll(asked);
await transcribeAll();
const left = broken.filter((name) => !anew.includes(name));
if (left.length > 0) {
  process.stderr.write(
    `${left.join(', ')}: kept as recorded; where the change is meant, --again replaces it\n`,
  );
  process.exitCode = 1;
}

/** The scenarios whose runs this code could not go on with. */
async function findBroken(): Promise<string[]> {
  quietRuntime();
  async function* each() {
    for (const { name } of recorded) {
      const json = JSON.parse(await readFile(fileOf(name, 'json'), 'utf8')) as unknown;
      yield { workflowId: name, read: async () => historyFromJSON(json) };
    }
  }
  const histories = { count: recorded.length, each: each() };
  const { failed } = await replayHistories({ workflowBundle: await loadWorkflows() }, histories);
  for (const { workflowId, event, change } of failed) {
    say(`${workflowId} does not replay: event ${event.number} ${event.type}: ${change}`);
  }
  return failed.map(({ workflowId }) => workflowId);
}

/** Plays scenarios, one server for those that need the same. */
async function playAll(all: readonly Scenario[]): Promise<void> {
  const [first] = all;
  if (!first) return;
  const isAlike = ({ limits }: Scenario) => isDeepStrictEqual(limits, first.limits);
  const env = await startSkippingDevServer(first.limits);
  server = env;
  try {
    const isReal = ({ time }: Scenario) => time === 'real';
    const alike = all.filter(isAlike);
    await playOn(
      env,
      new SkippingClient(env),
      alike.filter((scenario) => !isReal(scenario)),
    );
    await playOn(env, env.client, alike.filter(isReal));
  } finally {
    server = undefined;
    await env.teardown();
  }
  await playAll(all.filter((scenario) => !isAlike(scenario)));
}

async function playOn(
  env: TestWorkflowEnvironment,
  client: Client,
  some: readonly Scenario[],
): Promise<void> {
  if (some.length === 0) return;
  const world = await createWorld({ env, client, now: async () => new Date() });
  try {
    for (const scenario of some) {
      await world.notion.reset();
      await world.resend.reset();
      const played = await scenario.play(world);
      const { id, runId } = typeof played === 'string' ? { id: played, runId: undefined } : played;
      const history = await client.workflow.getHandle(id, runId).fetchHistory();
      await keep(scenario.name, withoutStacks(historyToJSON(history)));
      await scenario.afterwards?.(world, id);
    }
  } finally {
    await world.close();
  }
}

/** Writes a history, if it is new or says something else than the one that is there. */
async function keep(name: string, json: string): Promise<void> {
  const file = fileOf(name, 'json');
  if (existsSync(file)) {
    const changes = tellChanges(await transcriptIn(file), transcribe(JSON.parse(json)));
    say(changes.length > 0 ? `${name}, recorded anew:` : `${name}: nothing has changed`);
    for (const change of changes) say(`  ${change}`);
    if (changes.length === 0 && !broken.includes(name)) return;
  } else {
    say(`${name}: recorded for the first time`);
  }
  if (!dryRun) await writeFile(file, `${json}\n`);
}

/** A transcript follows from its history; it is also written anew where transcripts have come to say more. */
async function transcribeAll(): Promise<void> {
  for (const { name } of scenarios) {
    const file = fileOf(name, 'txt');
    if (!existsSync(fileOf(name, 'json'))) continue;
    const text = sayTranscript(name, await transcriptIn(fileOf(name, 'json')));
    if (text === (await readFile(file, 'utf8').catch(() => ''))) continue;
    say(`${file}: ${dryRun ? 'would be written' : 'written'}`);
    if (!dryRun) await writeFile(file, text);
  }
}

async function transcriptIn(file: string) {
  return transcribe(JSON.parse(await readFile(file, 'utf8')) as RecordedHistory);
}

/** Stacks name folders of whoever recorded it, and no replay reads them. */
function withoutStacks(json: string): string {
  return json.replaceAll(/("stackTrace": )"(?:[^"\\]|\\.)*"/g, '$1""');
}
