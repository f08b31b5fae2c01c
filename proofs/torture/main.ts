import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { judge, sayViolation } from '../judge/judge.js';
import { drain } from './drain.js';
import { gather } from './gather.js';
import { Player } from './play.js';
import { Chance } from './random.js';
import { openScene } from './scene.js';
import { sayAct, type Trouble, troubles, writeScript } from './script.js';
import { tableOf } from './table.js';

const project = fileURLToPath(new URL('../..', import.meta.url));

const usage = `npm run torture -- [--seed N] [--minutes M] [--only KIND …] [--plan] [--json]

Runs the product as real processes against stand-ins: random people, stops and controls, while answers are lost,
vendors are away, people edit Notion, and processes die at the worst moments. Then all is healed, everybody is
waited for, and the judge decides every promise from the evidence.

  --seed N      what happens, so that it can be repeated; default: by chance, and told
  --minutes M   for how long things go wrong; default 3. Healing takes some minutes more
  --only KIND   these troubles alone, each after its own --only: ${troubles.join(', ')}
  --plan        tells what the seed will do, and does nothing
  --program DIR where what was built stands; default: dist, built anew
  --json        for programs
  --help        shows this

Evidence of a run that broke a promise lies in .torture/. Exit 0: every promise was kept; 1: one was not.
`;

const say = (line: string) => process.stderr.write(`${line}\n`);

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    minutes: { type: 'string', default: '3' },
    only: { type: 'string', multiple: true },
    plan: { type: 'boolean', default: false },
    program: { type: 'string', default: join(project, 'dist') },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

async function main(): Promise<number> {
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  const seed = Number(values.seed ?? Math.floor(Math.random() * 1_000_000));
  const minutes = Number(values.minutes);
  const only = values.only as Trouble[] | undefined;
  const script = writeScript({ seed, minutes, only });
  if (values.plan) {
    for (const { atMs, act } of script.steps) {
      process.stdout.write(`${(atMs / 1_000).toFixed(1).padStart(7)} s  ${sayAct(act)}\n`);
    }
    return 0;
  }
  say(`seed ${seed}: ${script.steps.length} things within ${minutes} min …`);
  const scene = await openScene({ program: values.program, chance: new Chance(seed) });
  try {
    await scene.ready();
    const player = new Player(scene, script, say);
    await player.play();
    say('healed; waiting for everybody …');
    const healedMs = Date.now();
    const isDrained = await drain(scene, say, 8 * 60_000);
    const notes = { ...player.notes, quietFromMs: healedMs };
    const evidence = await gather(scene, notes);
    const violations = judge(evidence);
    if (!isDrained) say('not all has ended in time');
    await mkdir(join(project, '.torture'), { recursive: true });
    const file = join(project, '.torture', `${seed}.json`);
    await writeFile(file, JSON.stringify(evidence, null, 1));
    const report = tableOf(evidence, violations);
    process.stdout.write(
      values.json
        ? `${JSON.stringify({ seed, minutes, violations, rows: report.rows }, null, 2)}\n`
        : report.text,
    );
    for (const violation of violations) say(sayViolation(violation));
    if (violations.length === 0) return 0;
    say(
      `\nevidence: ${file}\nagain: npm run torture -- --seed ${seed} --minutes ${minutes}${(only ?? []).map((one) => ` --only ${one}`).join('')}`,
    );
    return 1;
  } finally {
    await scene.close();
  }
}

process.exitCode = await main();
