import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { keptBundle } from '../../src/processes/kept-bundle.js';
import { eventually } from '../support/sandbox-process.js';

/** The workflow code of a project of two files, one of which imports the other. */
describe('the kept bundle', () => {
  let project: string;
  let file: string;

  beforeEach(async () => {
    project = await mkdtemp(join(tmpdir(), 'evergreen-'));
    file = join(project, 'kept', 'workflows.json');
    await symlink(resolve('node_modules'), join(project, 'node_modules'));
    await writeFile(join(project, 'package-lock.json'), '{}');
    await writeFile(join(project, 'index.ts'), "export { greet } from './greet.js';\n");
    await say('hello');
  });
  afterEach(() => rm(project, { recursive: true }));

  const say = (word: string) =>
    writeFile(join(project, 'greet.ts'), `export const greet = async () => '${word}';\n`);
  const code = async () => {
    const source = { workflowsPath: join(project, 'index.ts'), project };
    return (await keptBundle(source, file)).code;
  };
  /** Sources of a moment ago are bundled, but the bundle is not kept: they may be changing still. */
  const keep = () =>
    eventually('it is kept', async () => {
      await code();
      return stat(file).catch(() => undefined);
    });
  const writtenAs = async () => (await stat(file)).ino;

  it('is taken up as long as nothing has changed', async () => {
    await keep();
    const [before, first] = [await writtenAs(), await code()];
    assert.match(first, /hello/);
    assert.equal(await code(), first);
    assert.equal(await writtenAs(), before);
  });

  it('is not used once a file that was imported has changed', async () => {
    await keep();
    await say('goodbye');
    assert.match(await code(), /goodbye/);
    await say('hello');
    assert.match(await code(), /hello/);
  });

  it('is not used once an import means another file, or the packages are others', async () => {
    await keep();
    await rm(join(project, 'greet.ts'));
    await writeFile(join(project, 'greet.js'), "exports.greet = async () => 'bonjour';\n");
    assert.match(await code(), /bonjour/);
    await rm(file);
    await keep();
    await say('hello'); // found before the other
    assert.match(await code(), /hello/);
    await rm(file, { force: true });
    await keep();
    const before = await writtenAs();
    await writeFile(join(project, 'package-lock.json'), '{"lockfileVersion": 3}');
    await eventually('it is made anew', async () => {
      await code();
      return (await writtenAs()) !== before;
    });
  });

  it('is made anew where the file is torn, and whole for all who make it at the same time', async () => {
    await keep();
    await truncate(file, 1_000);
    const made = await Promise.all([code(), code(), code()]);
    for (const one of made) assert.match(one, /hello/);
    const before = await writtenAs();
    assert.match(await code(), /hello/);
    assert.equal(await writtenAs(), before, 'it was kept whole');
    assert.deepEqual(await readdir(join(project, 'kept')), ['workflows.json'], 'no drafts');
  });
});
