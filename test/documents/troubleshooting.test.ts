import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { apiThatAnswers, evergreen } from '../cli/evergreen.js';

/** What has happened to the older systems, by the heading under which it is found. */
const incidents: [what: string, heading: string][] = [
  ['green runs and no mail', 'Runs are green and no mail goes out'],
  ['a website-sent #1 that silences the rest', "An assessment's #1 came, and #2 to #5 do not"],
  ['a 200 before anything is durable', '200 or 202, and then "contact not found"'],
  ['the wrong template', 'The wrong copy for a no-show, a call or a client'],
  ['the same email twice', 'The same email twice'],
  ['all emails at once', 'All emails at once'],
  ['raw braces, empty bodies, fallback copy', '`{{braces}}` or an empty body'],
  ['text cut at 2,000 characters', 'The text ends in the middle'],
  ['a quote in a name', 'A name with a quote, a line break or an emoji breaks something'],
  ['a client with a last chance', 'A client who has paid gets a "last chance" mail'],
  ['a failed write', 'The tracker does not show what was sent'],
  ['a renamed property', 'A property was renamed, `Email` to `email`'],
  ['a secret with the wrong name', '"Secret not found", a key with the wrong name'],
  ['a test flag read as text', 'Testing mode in production, or the other way round'],
  ['a run that dies days later', 'A run dies days later'],
  ['invented counters, passed deadlines', 'Invented counters, a deadline that has passed'],
  ['an error that is hidden', 'An error that says nothing'],
  ['no way to see a person', 'One person got nothing'],
  ['Kestra will not start', 'Nothing starts'],
  ['webhooks answer 404', '404'],
  ['browsers refuse to post', 'The browser says CORS'],
];

describe('docs/troubleshooting.md', () => {
  let page: string;
  before(async () => {
    page = await readFile('docs/troubleshooting.md', 'utf8');
  });

  for (const [what, heading] of incidents) {
    it(`has an answer to ${what}`, () => {
      const [, answer = ''] = page.split(`\n### ${heading}\n`);
      assert.match(answer, /^\n[^#]/);
    });
  }

  it('gives commands that are asked rightly, and fail only as nothing answers here', async () => {
    const blocks = [...page.matchAll(/```sh\n(.*?)```/gs)].map(([, block = '']) => block.trim());
    const commands = new Set(blocks.flatMap((block) => block.split('\n')));
    assert.ok(commands.size > 15);
    const folder = await mkdtemp(join(tmpdir(), 'troubleshooting-'));
    const secrets = join(folder, '.env.kestra');
    await writeFile(secrets, 'SECRET_TESTING_MODE=false\n');
    // Who knows nobody answers at once, where silence would be asked again and again.
    const notion = createServer((_, response) =>
      response
        .writeHead(401, { 'Content-Type': 'application/json' })
        .end('{"object":"error","status":401,"code":"unauthorized","message":"no"}'),
    ).listen(0, '127.0.0.1');
    await once(notion, 'listening');
    const { port } = notion.address() as AddressInfo;
    const { fetch } = apiThatAnswers(503, { detail: 'away' });
    const isLocal = /^(plan|sequences|secrets|templates lint --files)/;
    for (const command of commands) {
      const typed = command.replace(/^evergreen /, '').replace('.env.kestra', secrets);
      const words = [...typed.matchAll(/"([^"]*)"|(\S+)/g)].map(
        ([, quoted, word]) => quoted ?? word ?? '',
      );
      const env = {
        USER: 'ann',
        NOTION_BASE_URL: `http://127.0.0.1:${port}`,
        NOTION_TOKEN: 'ntn_none',
      };
      const { code, err } = await evergreen(words, { fetch, env, envPath: join(folder, '.env') });
      assert.notEqual(code, 2, `${command}: ${err}`);
      if (isLocal.test(typed)) assert.equal(code, 0, `${command}: ${err}`);
    }
    notion.close();
    await rm(folder, { recursive: true });
  });
});
