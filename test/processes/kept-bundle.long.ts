import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { keptBundle } from '../../src/processes/kept-bundle.js';
import { eventually } from '../support/sandbox-process.js';

/** The workflow code of a project of two files, one of which imports the other. */
describe('the kept bundle', () => {
  const sources = {
    'package-lock.json': '{}',
    'index.ts': "export { greet } from './greet.js';\n",
    'greet.js': "exports.greet = async () => 'hello';\n",
  };
  let project: string;
  let file: string;
  let kept: { code: string };

  before(async () => {
    project = await mkdtemp(join(tmpdir(), 'evergreen-'));
    file = join(project, 'kept', 'workflows.json');
    await symlink(resolve('node_modules'), join(project, 'node_modules'));
    await Promise.all(Object.entries(sources).map(([name, text]) => write(name, text)));
    // Made of files of a moment ago it is not kept: they may be changing still.
    await eventually('it is kept', async () => {
      assert.match(await code(), /hello/);
      return readFile(file).catch(() => undefined);
    });
    kept = JSON.parse(await readFile(file, 'utf8')) as typeof kept;
  });
  // What is told to be kept is told from what is made.
  beforeEach(() => writeFile(file, JSON.stringify({ ...kept, code: 'as kept' })));
  after(() => rm(project, { recursive: true }));

  const write = (name: string, text: string) => writeFile(join(project, name), text);
  const code = async () => {
    const source = { workflowsPath: join(project, 'index.ts'), project };
    return (await keptBundle(source, file)).code;
  };

  it('is taken up as long as all is as it was', async () => {
    await write('greet.js', `${sources['greet.js']} `);
    await write('greet.js', sources['greet.js']);
    await write('README.md', 'which no workflow imports');
    assert.equal(await code(), 'as kept');
  });

  it('is made anew once a file has changed that was imported', async () => {
    await write('greet.js', "exports.greet = async () => 'goodbye';\n");
    assert.match(await code(), /goodbye/);
    await write('greet.js', sources['greet.js']);
  });

  it('is made anew once there is a file that an import finds first', async () => {
    await write('greet.ts', "export const greet = async () => 'bonjour';\n");
    assert.match(await code(), /bonjour/);
    await rm(join(project, 'greet.ts'));
  });

  it('is made anew once the packages are others', async () => {
    await write('package-lock.json', '{"lockfileVersion": 3}');
    assert.match(await code(), /hello/);
    await write('package-lock.json', sources['package-lock.json']);
  });

  it('is made anew where the file is torn, and whole for all who make it at the same time', async () => {
    await writeFile(file, JSON.stringify(kept).slice(0, 1_000));
    for (const made of await Promise.all([code(), code()])) assert.match(made, /hello/);
    assert.deepEqual(await readdir(join(project, 'kept')), ['workflows.json'], 'no drafts');
  });
});
