import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { commandsOf, rehearsedIn } from '../../rehearsal/page-commands.js';

const acts = 'rehearsal/acts';

describe('commands of docs/deployment.md that are rehearsed', () => {
  it('are followed by an act each, as they stand there', async () => {
    const page = await readFile('docs/deployment.md', 'utf8');
    const followed = new Set<string>();
    for (const file of await readdir(acts)) {
      const source = await readFile(join(acts, file), 'utf8');
      for (const [, name = ''] of source.matchAll(/\.follow\('([\w-]+)'\)/g)) followed.add(name);
    }
    assert.deepEqual(new Set(rehearsedIn(page)), followed);
    for (const name of followed) assert.match(commandsOf(page, name), /^.*docker compose /m);
  });

  it('are a block of shell right below the mark, or there is an error', () => {
    const page = '<!-- rehearsed:a -->\n\n```sh\none\ntwo\n```\n\n<!-- rehearsed:b -->\n\ntext';
    assert.equal(commandsOf(page, 'a'), 'one\ntwo');
    assert.throws(() => commandsOf(page, 'b'), /rehearsed:b/);
  });
});
