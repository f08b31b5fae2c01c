import assert from 'node:assert/strict';
import { InvalidSetup, VendorFault } from '../../src/domain/errors.js';
import { createNotionStandIn } from '../../src/sandbox/notion/server.js';
import { databaseIds, notionSeed } from '../../src/sandbox/seed.js';
import { connectWorkspace } from '../../src/vendors/notion/connect.js';
import { toFault } from '../../src/vendors/notion/faults.js';

type Fault = Parameters<ReturnType<typeof createNotionStandIn>['setFaults']>[0][0];

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

  const ambiguous = { kind: 'retryable', isAmbiguous: true };
  const permanent = { kind: 'permanent', isAmbiguous: false };
  const delay = { kind: 'delay', isAmbiguous: false };
  const named = (status: number, code: string, additional?: object): Fault => ({
    kind: 'status',
    status,
    body: { object: 'error', status, code, message: 'secret', ...additional },
  });
  const newLimit = named(429, 'rate_limited', { additional_data: { rate_limit_reason: 'new' } });
  const faults: [string, Fault, object][] = [
    [
      'a rate limit',
      { kind: 'status', status: 429, retryAfterSeconds: 90 },
      { ...delay, retryAfterMs: 90_000 },
    ],
    [
      'an overload',
      { kind: 'status', status: 529, retryAfterSeconds: 1 },
      { ...delay, retryAfterMs: 1_000 },
    ],
    [
      'a pause of a day',
      { kind: 'status', status: 429, retryAfterSeconds: 86_400 },
      { ...delay, retryAfterMs: 900_000 },
    ],
    ['a block', { kind: 'blocked' }, permanent],
    ['a conflict', { kind: 'conflict' }, ambiguous],
    ['a 500', { kind: 'status', status: 500 }, ambiguous],
    ['a 503', { kind: 'status', status: 503 }, ambiguous],
    ['a 504', { kind: 'status', status: 504 }, ambiguous],
    ['a 408', { kind: 'status', status: 408 }, ambiguous],
    ['a redirect, to a login page of the network', { kind: 'status', status: 302 }, ambiguous],
    ['a 502 of HTML', { kind: 'not-json', status: 502 }, ambiguous],
    ['a 529 of HTML', { kind: 'not-json', status: 529 }, { ...delay, retryAfterMs: 30_000 }],
    ['a 404 of HTML', { kind: 'not-json', status: 404 }, permanent],
    ['a code that the client lacks', named(400, 'missing_version'), permanent],
    ['a request that Notion cannot read', named(400, 'invalid_json'), permanent],
    ['a 403', { kind: 'status', status: 403 }, permanent],
    ['a 404', { kind: 'status', status: 404 }, permanent],
    ['a rate limit of a new kind', newLimit, { ...delay, retryAfterMs: 30_000 }],
    ['a request that hangs', { kind: 'hang' }, ambiguous],
    ['an answer that never ends', { kind: 'slow-body', delayMs: 60_000 }, ambiguous],
    ['a 401', { kind: 'status', status: 401 }, permanent],
    ['a 400', { kind: 'status', status: 400 }, permanent],
    ['a reset connection', { kind: 'reset' }, ambiguous],
    ['an answer that is not JSON', { kind: 'not-json' }, ambiguous],
    ['a 200 that names no page', { kind: 'status', status: 200, body: {} }, ambiguous],
  ];
  for (const [what, fault, expected] of faults) {
    it(`takes ${what} for ${JSON.stringify(expected)}`, async () => {
      // A connection of its own: a fault that asks for a pause holds all its later requests back.
      const deadlineMs = ['hang', 'slow-body'].includes(fault.kind) ? 2_000 : 15_000;
      const { contacts: table } = await connectWorkspace({ ...config(), deadlineMs });
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

  it('asks nothing while Notion wants a longer pause, and says for how long', async () => {
    const { contacts: table } = await connectWorkspace(config());
    notion.setFaults([{ kind: 'status', status: 429, retryAfterSeconds: 90, times: 1 }]);
    const isPause = (error: unknown): boolean => {
      assert.ok(error instanceof VendorFault && error.retryAfterMs !== undefined);
      assert.equal(error.kind, 'delay');
      return error.retryAfterMs > 80_000 && error.retryAfterMs <= 90_000;
    };
    await assert.rejects(table.create({ email: 'first@salon.example' }), isPause);
    const asked = notion.log().length;
    await assert.rejects(table.find('email', 'equals', 'first@salon.example'), isPause);
    await assert.rejects(table.read('c0000000-0000-4000-8000-00000000dead'), isPause);
    assert.equal(notion.log().length, asked);
  });

  it('knows an id that is none', async () => {
    await assert.rejects(contacts.read('../users/me'), (error) => {
      assert.ok(error instanceof VendorFault);
      return error.kind === 'permanent' && !error.isAmbiguous;
    });
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

describe('toFault', () => {
  const failed = (code: string) => toFault(Object.assign(new Error(), { code }));
  for (const code of ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']) {
    it(`knows that ${code} reached nobody`, () => {
      assert.deepEqual([failed(code).kind, failed(code).isAmbiguous], ['retryable', false]);
    });
  }
  it('cannot tell of other ends of a connection', () => {
    for (const error of [failed('ECONNRESET'), failed('UND_ERR_SOCKET'), toFault('what?')]) {
      assert.deepEqual([error.kind, error.isAmbiguous], ['retryable', true]);
    }
  });
});
