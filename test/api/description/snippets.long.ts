import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { serve } from '@hono/node-server';
import type { OpenApi } from '../../../src/api/description/openapi.js';
import { events } from '../../../src/campaign/events.js';
import { loneApi } from '../../support/lone-api.js';
import { stubTemporal } from '../../support/stub-temporal.js';

/** What the API's own description says of how to post an event, run as it stands there. */
describe('the snippets of the description', () => {
  let server: ReturnType<typeof serve>;
  let folder: string;
  let env: NodeJS.ProcessEnv;
  let api: OpenApi;
  const hasCurl = spawnSync('curl', ['--version']).status === 0;

  before(async () => {
    const { fetch: answer } = loneApi({ client: stubTemporal().client });
    server = serve({ fetch: answer, hostname: '127.0.0.1', port: 0 });
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    env = { ...process.env, EVERGREEN_URL: url, WEBHOOK_KEY: 'general-key' };
    folder = mkdtempSync(join(tmpdir(), 'evergreen-snippets-'));
    api = (await (await fetch(`${url}/openapi.json`)).json()) as OpenApi;
  });
  after(async () => {
    rmSync(folder, { recursive: true });
    await promisify(server.close.bind(server))();
  });

  const snippetOf = (name: string, language: string) => {
    const said = api.paths[`/webhooks/${name}`]?.['post']?.description ?? '';
    const [, code = ''] = new RegExp(`\`\`\`${language}\n(.*?)\n\`\`\``, 's').exec(said) ?? [];
    assert.ok(code, `${name} has none in ${language}`);
    return code;
  };
  const run = async (command: string, args: string[]) => {
    const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const [code] = (await once(child, 'close')) as [number];
    return { code, said };
  };

  for (const { name } of events) {
    it(`post ${name} by curl`, async function () {
      if (!hasCurl) {
        process.stdout.write('      no curl on the PATH\n');
        this.skip();
      }
      const { code, said } = await run('sh', ['-c', snippetOf(name, 'sh')]);
      assert.equal(code, 0, said);
      assert.match(said, /"status":"accepted"/);
    });

    it(`post ${name} by TypeScript`, async () => {
      const file = join(folder, `${name}.mts`);
      writeFileSync(file, snippetOf(name, 'ts'));
      const { code, said } = await run(process.execPath, ['--import', 'tsx', file]);
      assert.equal(code, 0, said);
      assert.match(said, /status: '(accepted|duplicate)'/);
    });
  }

  it('fail where the key is wrong', async () => {
    env['WEBHOOK_KEY'] = 'another-key';
    const file = join(folder, 'refused.mts');
    writeFileSync(file, snippetOf('signup', 'ts'));
    const { code, said } = await run(process.execPath, ['--import', 'tsx', file]);
    assert.equal(code, 1);
    assert.match(said, /401/);
  });
});
