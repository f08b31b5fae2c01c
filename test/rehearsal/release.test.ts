import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { earlierSources, readImage } from '../../rehearsal/release.js';

describe('the release that an upgrade begins with', () => {
  let project: string;
  const git = (...args: string[]) => {
    const author = ['-c', 'user.name=Ann', '-c', 'user.email=ann@salon.example'];
    const { status, stderr } = spawnSync('git', [...author, ...args], { cwd: project });
    assert.equal(status, 0, stderr.toString());
  };
  /** Writes what a commit changes, and commits it. */
  const commit = (files: Record<string, string>) => {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(join(project, path, '..'), { recursive: true });
      writeFileSync(join(project, path), content);
    }
    git('add', '--all');
    git('commit', '--quiet', '--message=change');
  };
  const earlier = async ({ named, pinned }: { named?: string; pinned?: string }) => {
    const sources = await earlierSources(project, join(project, '.rehearsal'), named, pinned);
    return sources && readFileSync(join(sources.source, 'src/a.ts'), 'utf8');
  };
  beforeEach(() => {
    project = mkdtempSync(join(tmpdir(), 'evergreen-'));
    git('init', '--quiet');
    writeFileSync(join(project, '.gitignore'), '.rehearsal/\n');
  });
  afterEach(() => rmSync(project, { recursive: true }));

  it('is the one that is pinned, or the one that is named', async () => {
    commit({ 'src/a.ts': 'one', 'test/histories/a.json': '{}' });
    commit({ 'src/a.ts': 'two' });
    commit({ 'src/a.ts': 'three', 'test/histories/b.json': '{}' });
    commit({ 'docs/a.md': 'of this program' });
    assert.equal(await earlier({ pinned: 'HEAD~2' }), 'two');
    assert.equal(await earlier({ named: 'HEAD~3', pinned: 'HEAD~2' }), 'one');
    await assert.rejects(earlier({ named: 'nothing' }), /rev-parse/);
  });

  it('is none where that is not at hand, or where its open runs cannot go on', async () => {
    commit({ 'src/a.ts': 'one', 'test/histories/a.json': '{}' });
    assert.equal(await earlier({}), undefined, 'nothing of this history is pinned');
    commit({ 'src/a.ts': 'two', 'test/histories/a.json': '[]' });
    assert.equal(await earlier({ pinned: 'HEAD~1' }), undefined);
    assert.equal(await earlier({ named: 'HEAD~1' }), 'one', 'it was asked for');
  });

  it('is run by what the Dockerfile names', () => {
    const dockerfile =
      'FROM node:24.1.0-slim AS base\nFROM base AS packages\nRUN npm ci --omit=dev -x\n';
    const { node, installs } = readImage(dockerfile);
    assert.deepEqual([node, installs], ['24.1.0', ['npm', 'ci', '--omit=dev', '-x']]);
    assert.throws(() => readImage('FROM scratch'), /Dockerfile/);
  });
});
