import assert from 'node:assert/strict';
import type { Inbox } from '../../src/sandbox/page/inbox.js';
import { createInbox } from '../../src/sandbox/page/inbox.js';
import { pageRoutes } from '../../src/sandbox/page/routes.js';
import type { Website } from '../../src/sandbox/page/website.js';

const addresses = { temporalUi: '', adminToken: null, reach: '', curl: '' };
const website: Website = { report: async () => 'reported' };

describe("the sandbox's page", () => {
  it('asks Resend for no mail of an id that leads elsewhere', async () => {
    const options = { resend: { baseUrl: 'http://127.0.0.1:1', requestsPerSecond: 1 } };
    const inbox = createInbox(options as Parameters<typeof createInbox>[0]);
    const app = await pageRoutes(inbox, website, addresses);
    for (const id of ['..%2F', '%2e%2e%2femails', 'a%3Fb', '%00', 'x'.repeat(101)]) {
      assert.equal((await app.request(`/sandbox/mails/${id}`)).status, 404, id);
    }
  });

  it('takes a form, and nothing else for one', async () => {
    const app = await pageRoutes({} as Inbox, website, addresses);
    const statusOf = async (type: string, body: string) => {
      const init = { method: 'POST', headers: { 'Content-Type': type }, body };
      return (await app.request('/sandbox/visits', init)).status;
    };
    assert.equal(await statusOf('application/x-www-form-urlencoded', 'visit=signup'), 303);
    assert.equal(await statusOf('application/json', '{"visit":"signup"}'), 400);
    assert.equal(await statusOf('multipart/form-data', 'visit'), 400);
  });
});
