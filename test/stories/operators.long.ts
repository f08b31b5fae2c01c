import assert from 'node:assert/strict';
import type { ContactReply } from '../../src/api/operators/read-contact.js';
import type { AcceptedReply } from '../../src/runs/reply.js';
import { assertDescribed } from '../support/described.js';
import { inRealTime } from '../support/real-time.js';
import { eventually } from '../support/sandbox-process.js';

/** What an operator asks over HTTP. */
describe('operators', () => {
  const real = inRealTime({ skipsWaits: true, goesOn: true });

  const ask = async (path: string, body?: unknown, token = 'sandbox-admin-token') =>
    real.world.app.request(path, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });

  it('see a person: contact, runs, each email, and where to look further', async () => {
    const reply = await real.world.accept({ email: 'Sarah@Salon.example', first_name: 'Sarah' });
    assertDescribed('Accepted', reply);
    const { id } = reply;
    await real.world.result(id);
    let contact: ContactReply | undefined;
    await eventually('the server lists the run, and a worker tells of it', async () => {
      const response = await ask('/contacts/Sarah%40Salon.example');
      contact = (await response.json()) as ContactReply;
      return contact.runs?.length === 1 && contact.runs[0]?.outcome !== undefined;
    });
    assertDescribed('Contact', contact);
    assert.equal(contact?.contact['firstName'], 'Sarah');
    const [run] = contact?.runs ?? [];
    assert.equal(run?.status, 'ended');
    assert.equal(run?.outcome, 'completed');
    assert.deepEqual(
      run?.emails.map(({ number, state }) => `${number} ${state}`),
      ['1 sent', '2 sent', '3 sent', '4 sent', '5 sent'],
    );
    assert.match(contact?.links.notion ?? '', /^https:\/\/www\.notion\.so\/[0-9a-f]{32}$/);

    const one = await ask(`/runs/${encodeURIComponent(id)}`);
    assert.deepEqual(await one.json(), run);
  });

  it('get 404 for whom and what nobody knows', async () => {
    assert.equal((await ask('/contacts/nobody@salon.example')).status, 404);
    assert.equal((await ask('/runs/assessment%2Fnothing')).status, 404);
    assert.equal((await ask('/contacts/sarah')).status, 404);
  });

  it('are let in by the admin token alone', async () => {
    for (const path of ['/contacts/a@b.org', '/runs/assessment%2Fx']) {
      assert.equal((await ask(path, undefined, 'sandbox-webhook-key')).status, 401);
    }
    assert.equal((await ask('/plan', {}, 'sandbox-webhook-key')).status, 401);
  });

  it('see a plan without starting anything', async () => {
    const body = { sequence: 'no-show', email: 'plan@salon.example', event_id: 'AB' };
    const response = await ask('/plan', body);
    const plan = (await response.json()) as AcceptedReply;
    assert.equal(response.status, 200);
    assert.equal(plan.status, 'planned');
    assert.equal(plan.emails.length, 3);
    assert.equal((await ask('/contacts/plan@salon.example')).status, 404);

    const refused = await ask('/plan', { ...body, email: 'x', event_id: '' });
    const { errors } = (await refused.json()) as { errors: { path: string }[] };
    assert.deepEqual(
      errors.map(({ path }) => path),
      ['email', 'calendly_event_uri'],
    );
    assert.equal((await ask('/plan', { ...body, sequence: 'other' })).status, 422);
  });
});
