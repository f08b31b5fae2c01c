import assert from 'node:assert/strict';
import { createNotionStandIn } from '../../src/sandbox/notion/server.js';
import { createResendStandIn } from '../../src/sandbox/resend/server.js';
import { databaseIds, notionSeed } from '../../src/sandbox/seed.js';
import { openRequests } from '../../src/vendors/notion/client.js';
import { openWorkspace } from '../../src/vendors/notion/connect.js';
import { createClient } from '../../src/vendors/resend/client.js';
import { connectResend } from '../../src/vendors/resend/resend.js';

/** Clients that only read: nothing that changes something leaves this process, whoever asks for it. */
describe('a client that only reads', () => {
  const resend = createResendStandIn({ file: ':memory:', requestsPerSecond: 1_000 });
  let notion: ReturnType<typeof createNotionStandIn>;
  let at: { notion: string; resend: string };
  before(async () => {
    notion = createNotionStandIn({ file: ':memory:', seed: await notionSeed() });
    at = { notion: (await notion.listen(0)).url, resend: (await resend.listen(0)).url };
  });
  after(() => {
    notion.close();
    resend.close();
  });

  const asked = () =>
    [...notion.log(), ...resend.log()].map(({ method, path }) => `${method} ${path}`);
  const ofNotion = () =>
    ({
      token: 'ntn_test',
      baseUrl: at.notion,
      requestsPerSecond: 1_000,
      isReadOnly: true,
    }) as const;
  const ofResend = () =>
    ({
      apiKey: 're_test',
      baseUrl: at.resend,
      requestsPerSecond: 1_000,
      isReadOnly: true,
    }) as const;

  it('is refused every write to Notion before it leaves, and asks what it likes', async () => {
    const requests = openRequests(ofNotion());
    const parent = { data_source_id: databaseIds.contacts };
    const page_id = databaseIds.contacts;
    const writes: Parameters<typeof requests.ask>[0][] = [
      (client) => client.pages.create({ parent, properties: {} }),
      (client) => client.pages.update({ page_id, in_trash: true }),
      (client) => client.blocks.delete({ block_id: page_id }),
      (client) => client.blocks.children.append({ block_id: page_id, children: [] }),
      (client) => client.databases.update({ database_id: page_id, title: [] }),
      (client) => client.dataSources.update({ data_source_id: page_id, properties: {} }),
      (client) => client.comments.create({ parent: { page_id }, rich_text: [] }),
    ];
    for (const write of writes) {
      await assert.rejects(requests.ask(write), /SHADOW is on: Notion is only read/);
    }
    assert.deepEqual(asked(), []);
    const workspace = openWorkspace({ ...ofNotion(), databases: databaseIds });
    await workspace.check();
    assert.equal((await workspace.templates.all()).length > 0, true);
    const before = asked().length;
    const id = await workspace.contacts.create({
      firstName: 'Sarah',
      email: 'sarah@salon.example',
    });
    assert.equal(await workspace.contacts.update(id, { emailStatus: 'Bounced' }), true);
    assert.equal(await workspace.contacts.read(id), undefined);
    assert.equal(asked().length, before);
  });

  it('is refused every write to Resend, in the words of a refusal, so that no email is in doubt', async () => {
    await resend.reset();
    const client = createClient(ofResend());
    const from = 'Ava <ava@studio.test>';
    const mail = { from, to: 'sarah@salon.example', subject: 'Hello', text: 'Hello' };
    const answers = [
      await client.emails.send(mail),
      await client.batch.send([mail]),
      await client.domains.create({ name: 'studio.test' }),
      await client.apiKeys.remove('key'),
      await client.emails.cancel('id'),
    ];
    for (const { data, error } of answers) {
      assert.equal(data, null);
      assert.match(error?.message ?? '', /SHADOW is on: Resend is only read/);
    }
    const whole = { ...mail, html: '', replyTo: from, headers: {}, tags: [] };
    assert.equal((await connectResend(ofResend())(whole, 'key')).kind, 'refused');
    assert.ok((await client.emails.list()).data);
    assert.deepEqual(
      resend.log().filter(({ method }) => method !== 'GET'),
      [],
    );
  });
});
