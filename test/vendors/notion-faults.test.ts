import assert from 'node:assert/strict';
import { InvalidSetup, VendorFault } from '../../src/domain/errors.js';
import { createNotionStandIn } from '../../src/sandbox/notion/server.js';
import { databaseIds, notionSeed } from '../../src/sandbox/seed.js';
import { connectWorkspace } from '../../src/vendors/notion/connect.js';

/** What each of Notion's faults means to us, as its own client shows them. */
describe('the Notion vendor', () => {
  let notion: ReturnType<typeof createNotionStandIn>;
  let contacts: Awaited<ReturnType<typeof connectWorkspace>>['contacts'];
  let baseUrl: string;
  const config = () => ({
    token: 'ntn_test',
    baseUrl,
    requestsPerSecond: 10_000,
    databases: databaseIds,
  });

  before(async () => {
    notion = createNotionStandIn({ file: ':memory:', seed: await notionSeed() });
    baseUrl = (await notion.listen(0)).url;
    contacts = (await connectWorkspace(config())).contacts;
  });
  afterEach(() => notion.setFaults([]));
  after(() => notion.close());

  const faults: [string, Parameters<typeof notion.setFaults>[0][0], object][] = [
    [
      'a rate limit',
      { kind: 'status', status: 429, retryAfterSeconds: 90 },
      { kind: 'delay', isAmbiguous: false, retryAfterMs: 90_000 },
    ],
    [
      'an overload',
      { kind: 'status', status: 529, retryAfterSeconds: 1 },
      { kind: 'delay', isAmbiguous: false, retryAfterMs: 1_000 },
    ],
    ['a block', { kind: 'blocked' }, { kind: 'permanent', isAmbiguous: false }],
    ['a conflict', { kind: 'conflict' }, { kind: 'retryable', isAmbiguous: true }],
    ['a 500', { kind: 'status', status: 500 }, { kind: 'retryable', isAmbiguous: true }],
    ['a 503', { kind: 'status', status: 503 }, { kind: 'retryable', isAmbiguous: true }],
    ['a 401', { kind: 'status', status: 401 }, { kind: 'permanent', isAmbiguous: false }],
    ['a 400', { kind: 'status', status: 400 }, { kind: 'permanent', isAmbiguous: false }],
    ['a reset connection', { kind: 'reset' }, { kind: 'retryable', isAmbiguous: true }],
    ['an answer that is not JSON', { kind: 'not-json' }, { kind: 'retryable', isAmbiguous: true }],
  ];
  for (const [what, fault, expected] of faults) {
    it(`takes ${what} for ${JSON.stringify(expected)}`, async () => {
      // A connection of its own: a fault that asks for a pause holds all its later requests back.
      const { contacts: table } = await connectWorkspace(config());
      notion.setFaults([fault]);
      await assert.rejects(table.create({ email: 'secret@salon.example' }), (error) => {
        assert.ok(error instanceof VendorFault, String(error));
        const { kind, isAmbiguous, retryAfterMs } = error;
        assert.deepEqual(
          { kind, isAmbiguous, ...(retryAfterMs !== undefined && { retryAfterMs }) },
          expected,
        );
        assert.doesNotMatch(error.message, /secret/);
        return true;
      });
    });
  }

  it('learns the id of a page that was made before the fault', async () => {
    notion.setFaults([
      { kind: 'after', then: 503, committedResourceId: true, route: 'POST /pages' },
    ]);
    await assert.rejects(contacts.create({ email: 'made@salon.example' }), (error) => {
      assert.ok(error instanceof VendorFault);
      return error.committedId !== undefined;
    });
  });

  it('knows that nothing was written where nobody listens', async () => {
    const closed = await notion.listen(0);
    await closed.close();
    const nowhere = connectWorkspace({ ...config(), baseUrl: closed.url });
    await assert.rejects(nowhere, (error) => error instanceof VendorFault && !error.isAmbiguous);
  });

  it('reads a deleted page as undefined, and says that it could not be updated', async () => {
    assert.equal(await contacts.read('c0000000-0000-4000-8000-00000000dead'), undefined);
    assert.equal(await contacts.update('c0000000-0000-4000-8000-00000000dead', {}), false);
  });

  it('refuses a workspace that lacks something, listing all of it', async () => {
    const { contacts: id, templates } = databaseIds;
    const mixedUp = { contacts: templates, tracker: id, templates: id };
    await assert.rejects(connectWorkspace({ ...config(), databases: mixedUp }), (error) => {
      assert.ok(error instanceof InvalidSetup);
      assert.match(error.message, /contacts: "email" must be of type email/);
      assert.match(error.message, /tracker: "Email Number" must be of type number/);
      assert.match(error.message, /templates: "Template Name" must be of type title/);
      return true;
    });
  });
});
