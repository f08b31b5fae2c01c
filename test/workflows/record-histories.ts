/**
 * Records the history of each scenario that has none, from a real server, and its transcript:
 * `npm run record-histories`. With `-- --again NAME…` those are played anew too; with `--again` alone, all
 * that this code can no longer replay. What is recorded otherwise than it was is said before it is replaced.
 */
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { Command } from 'commander';
import { loadWorkflows } from '../../src/processes/workflow-bundle.js';
import { readFiles } from '../../src/replay/read-files.js';
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
  .parse();
const { again, dryRun = false } = program.opts<{ again?: true | string[]; dryRun?: boolean }>();

const recorded = scenarios.filter(({ name }) => existsSync(fileOf(name, 'json')));
const broken = await findBroken();
const named = again === true ? broken : (again ?? []);
const unknown = named.filter((name) => !scenarios.some((scenario) => scenario.name === name));
if (unknown.length > 0) program.error(`no scenario is called ${unknown.join(', ')}`);
const played = scenarios.filter(
  (scenario) => !recorded.includes(scenario) || named.includes(scenario.name),
);
if (played.length > 0) await play();
await transcribeAll();
const left = broken.filter((name) => !named.includes(name));
if (left.length > 0) {
  program.error(
    `${left.join(', ')}: kept as recorded; where the change is meant, --again replaces it`,
  );
}

/** The scenarios whose runs this code could not go on with. */
async function findBroken(): Promise<string[]> {
  quietRuntime();
  const broken: string[] = [];
  for (const { name } of recorded) {
    const history = readFiles([fileOf(name, 'json')]);
    const { failed } = await replayHistories(await loadWorkflows(), history);
    for (const { event, change } of failed) {
      broken.push(name);
      say(`${name} does not replay: event ${event.number} ${event.type}: ${change}`);
    }
  }
  return broken;
}

async function play(): Promise<void> {
  const env = await startSkippingDevServer();
  try {
    const isReal = ({ time }: Scenario) => time === 'real';
    for (const [some, client] of [
      [played.filter((scenario) => !isReal(scenario)), new SkippingClient(env)],
      [played.filter(isReal), env.client],
    ] as const) {
      const world = await createWorld({ env, client, now: async () => new Date() });
      try {
        for (const { name, play } of some) {
          await world.notion.reset();
          await world.resend.reset();
          const handle = client.workflow.getHandle(await play(world));
          await keep(name, withoutStacks(historyToJSON(await handle.fetchHistory())));
        }
      } finally {
        await world.close();
      }
    }
  } finally {
    await env.teardown();
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
