import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

type Leaving = [what: string, code: string, told: string];

/** What a test does that passes, and what is told of it. */
const left: Leaving[] = [
  ['a server', "await once(createServer().listen(0), 'listening')", 'an open TCPServerWrap'],
  ['a timer', 'setInterval(() => {}, 1_000)', 'an open Timeout'],
  [
    'a thread',
    "new Worker('setInterval(() => {}, 1_000)', { eval: true }).on('message', () => {})",
    'a thread, begun by Context.<anonymous> (',
  ],
  ['a port', "new MessageChannel().port1.on('message', () => {})", 'an open MessagePort'],
  ['a process', "spawn('sleep', ['20']).unref()", 'a child process: sleep 20'],
  ['a variable', "process.env['LEFT'] = 'yes'", 'in the environment: LEFT=yes'],
  ['a listener', "process.on('SIGUSR2', () => {})", 'a listener to SIGUSR2'],
];

/** All processes share the folder, so whoever runs beside this one would be blamed as well. */
const leftToAll: Leaving[] = [
  ['a file', "writeFileSync('left.txt', '')", 'a file of the project: left.txt'],
];

const passing = (leaving: Leaving[]) =>
  `it('passes', async () => { ${leaving.map(([, code]) => code).join(';')} });`;

/** Files that run one after the other, or side by side; and one that runs alone. */
const files = {
  leaver: passing(left),
  // When the guard looks on, so that the test is over, however slow the machine.
  late: `const isOver = () => process.hasUncaughtExceptionCaptureCallback();
    it('passes', () => {
      const timer = setInterval(() => {
        if (!isOver()) return;
        clearInterval(timer);
        throw new Error('too late');
      }, 1);
    });`,
  unseen: "it('fails', () => { void Promise.reject(new Error('unseen')); return pause(20); });",
  tidy: `let server;
    before(() => { server = createServer().listen(0); });
    it('passes', () => pause(20));
    after(() => { server.close(); });`,
  // For longer than the guard has patience.
  loading: `const untilMs = Date.now() + 3_000;
    let count = 0;
    const load = async () => {
      while (Date.now() < untilMs) await import(\`data:text/javascript,export default \${count++}\`);
    };
    it('passes', () => {});
    after(() => { for (let at = 0; at < 20; at += 1) void load(); });`,
};
const loneFiles = { writer: passing(leftToAll) };

const imports = `
  import { spawn } from 'node:child_process';
  import { once } from 'node:events';
  import { writeFileSync } from 'node:fs';
  import { createServer } from 'node:http';
  import { setTimeout as pause } from 'node:timers/promises';
  import { MessageChannel, Worker } from 'node:worker_threads';
`;

/** The suite's guard against tests that harm others, in a run of Mocha of its own. */
describe('a test file', () => {
  let report: string;
  let loneReport: string;

  before(async () => {
    [report, loneReport] = await Promise.all([reportOn(files), reportOn(loneFiles)]);
  });

  const failures = () => report.split('failing')[1] ?? '';

  for (const [what, , told] of left) {
    it(`that leaves ${what} behind fails, and is named`, () => {
      const [, list = ''] = failures().split('leaver.mjs left behind:');
      assert.ok(list.includes(told), report);
    });
  }

  for (const [what, , told] of leftToAll) {
    it(`that leaves ${what} behind fails, and is named`, () => {
      const [, list = ''] = loneReport.split('writer.mjs left behind:');
      assert.ok(list.includes(told), loneReport);
    });
  }

  it('that throws after its end fails, and is named', () => {
    assert.match(failures(), /late\.mjs went on after its end, and failed: Error: too late/);
  });

  it('fails where a promise rejects that nobody looks at', () => {
    assert.match(failures(), /Uncaught Error: unseen/);
  });

  it('that closes what it opened passes, whoever ran before in the same process', () => {
    assert.doesNotMatch(failures(), /tidy/);
    assert.match(report, /4 passing/);
  });

  it('that still has a module to be loaded has left nothing behind', () => {
    assert.doesNotMatch(failures(), /loading/);
  });
});

/** What Mocha says of these files, by name, in a folder of their own. */
async function reportOn(texts: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'evergreen-'));
  try {
    for (const [name, text] of Object.entries(texts)) {
      await writeFile(join(folder, `${name}.mjs`), imports + text);
    }
    return await runMocha(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Its report; with our guard, and nothing else of ours. */
async function runMocha(cwd: string): Promise<string> {
  const { MOCHA_WORKER_ID: _, ...env } = process.env;
  const options = ['--no-config', '--no-package', '--parallel', '--jobs=2', '--exit'];
  const guard = [
    `--node-option=import=${createRequire(import.meta.url).resolve('tsx')}`,
    `--require=${fileURLToPath(new URL('leftovers.ts', import.meta.url))}`,
  ];
  const run = promisify(execFile)(
    process.execPath,
    [resolve('node_modules/mocha/bin/mocha.js'), ...options, ...guard, '.'],
    { cwd, env: { ...env, LEFTOVERS_PATIENCE_MS: '1000' } },
  );
  return run.then(
    () => assert.fail('it has failed tests, and must say so'),
    (error: { stdout: string }) => error.stdout,
  );
}
