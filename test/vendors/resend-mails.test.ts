import assert from 'node:assert/strict';
import { createResendStandIn } from '../../src/sandbox/resend/server.js';
import { listMails } from '../../src/vendors/resend/list-mails.js';

describe('listMails', () => {
  const resend = createResendStandIn({ file: ':memory:', requestsPerSecond: 50 });
  let baseUrl: string;
  before(async () => {
    baseUrl = (await resend.listen(0)).url;
  });
  beforeEach(() => resend.reset());
  after(() => resend.close());

  /** For how long it would have waited. */
  const held: number[] = [];
  const gate = {
    pass: <T>(request: () => Promise<T>) => request(),
    holdFor: (ms: number) => void held.push(ms),
    waitMs: () => 0,
  };
  const list = () =>
    listMails({ apiKey: 're_test', baseUrl, requestsPerSecond: 50, gate }, new Date('2026-01-01'));
  const asked = () => resend.log().length;
  const route = 'GET /emails';

  it('asks again what Resend was too busy for, as it says', async () => {
    resend.setFaults([{ kind: 'status', status: 429, route, times: 1, retryAfterSeconds: 7 }]);
    assert.deepEqual(await list(), []);
    resend.setFaults([{ kind: 'status', status: 500, route, times: 1 }]);
    assert.deepEqual(await list(), []);
    assert.equal(asked(), 4);
    assert.deepEqual(held, [7_000, 1_000]);
  });

  it('says what Resend refuses for good at once', async () => {
    resend.setFaults([{ kind: 'status', status: 403, route }]);
    await assert.rejects(list(), /Resend does not list its mails: \w+/);
    assert.equal(asked(), 1);
  });
});
