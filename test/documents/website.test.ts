import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { serve } from '@hono/node-server';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';
import { inSkippedTime } from '../support/skipped-time.js';

type Signed = (key: string, id: string, body: string) => Record<string, string>;

/** The first block of a language on the page. */
async function blockOf(language: string): Promise<string> {
  const page = await readFile('docs/website.md', 'utf8');
  const [, block] = page.match(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 's')) ?? [];
  assert.ok(block, `a block of ${language}`);
  return block;
}

describe('docs/website.md', () => {
  const key = `whsec_${Buffer.from('a-secret-of-thirty-two-characters').toString('base64')}`;
  const story = inSkippedTime({ settings: { WEBHOOK_KEY: key } });

  it('signs what the API takes', async () => {
    const compilerOptions = { module: ModuleKind.ESNext, target: ScriptTarget.ES2023 };
    const { outputText } = transpileModule(await blockOf('ts'), { compilerOptions });
    const code = `data:text/javascript,${encodeURIComponent(`${outputText}\nexport { signed };`)}`;
    const { signed } = (await import(code)) as { signed: Signed };
    const body = JSON.stringify({ email: story.someone().email });
    // The API's clock is the test server's; this one's is the machine's.
    const post = (headers: Record<string, string>) =>
      story.world.app.request('/webhooks/signup', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', ...headers },
        body,
      });
    assert.equal((await post(signed(key, 'msg_1', body))).status, 202);
    assert.equal((await post(signed(key, 'msg_1', `${body} `))).status, 401);
  });

  it('posts what the API takes', async function () {
    const run = promisify(execFile);
    const hasCurl = await run('curl', ['--version']).catch(() => undefined);
    if (!hasCurl) this.skip();
    const server = serve({ fetch: story.world.app.fetch, port: 0, hostname: '127.0.0.1' });
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const env = { ...process.env, FOLLOW_UP_URL: `http://127.0.0.1:${port}`, FOLLOW_UP_KEY: key };
    const { stdout } = await run('sh', ['-c', await blockOf('sh')], { env });
    server.close();
    const { status, sequence, warnings } = JSON.parse(stdout) as Record<string, unknown>;
    assert.deepEqual(
      { status, sequence, warnings },
      { status: 'accepted', sequence: 'assessment', warnings: [] },
    );
  });
});
