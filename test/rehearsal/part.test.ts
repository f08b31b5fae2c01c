import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type Part, PartMissing, place } from '../../rehearsal/parts/part.js';
import { toolsFolder } from '../../scripts/tools.mjs';

describe('a part of the rehearsal', () => {
  const folders: string[] = [];
  let made = 0;
  const part = (more: Partial<Part> = {}): Part => ({
    name: `test-${randomUUID()}`,
    version: '1.0.0',
    pin: 'sum',
    programs: ['program'],
    async make(folder) {
      made++;
      await writeFile(join(folder, 'program'), 'run');
    },
    ...more,
  });
  const placed = async (one: Part) => {
    const folder = await place(one, () => {});
    folders.push(folder);
    return folder;
  };
  beforeEach(() => (made = 0));
  after(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

  it('is made once, and again where its sum is another or a program was changed', async () => {
    const one = part();
    const folder = await placed(one);
    assert.equal(await placed(one), folder);
    assert.equal(made, 1);
    await placed({ ...one, pin: 'another' });
    assert.equal(made, 2);
    await writeFile(join(folder, 'program'), 'changed');
    await placed({ ...one, pin: 'another' });
    assert.equal(made, 3);
  });

  it('that cannot be had says why, and leaves nothing behind', async () => {
    const one = part({ make: () => Promise.reject(new Error('no Go here')) });
    await assert.rejects(placed(one), (error) => {
      assert.ok(error instanceof PartMissing);
      assert.match(error.message, /1\.0\.0 cannot be had: no Go here/);
      return true;
    });
    const left = await readdir(toolsFolder);
    assert.ok(!left.includes(basename(`${one.name}-1.0.0`)));
  });
});
