import assert from 'node:assert/strict';
import type { AcceptedReply } from '../../../src/runs/reply.js';
import { bearer, json, loneApi } from '../../support/lone-api.js';
import { stubTemporal } from '../../support/stub-temporal.js';

const email = 'sarah@salon.example';

describe('POST /plan', () => {
  const plan = async (body: unknown) => {
    const { client, started } = stubTemporal();
    const response = await loneApi({ client }).request('/plan', {
      method: 'POST',
      headers: { ...json, Authorization: 'Bearer admin-token' },
      body: JSON.stringify(body),
    });
    assert.deepEqual(started(), [], 'nothing is started');
    return { status: response.status, reply: (await response.json()) as Record<string, unknown> };
  };

  it('is what the webhook would answer, without an id', async () => {
    const body = { email, red_systems: 1, email_1_sent_at: '2025-12-01T10:30:00Z' };
    const response = await loneApi({ client: stubTemporal().client }).request(
      '/webhooks/assessment',
      { method: 'POST', headers: { ...json, ...bearer }, body: JSON.stringify(body) },
    );
    const { id: _, ...accepted } = (await response.json()) as AcceptedReply;
    const { status, reply } = await plan({ ...body, sequence: 'assessment' });
    assert.equal(status, 200);
    assert.deepEqual(reply, {
      ...accepted,
      status: 'planned',
      message: accepted.message.replace('Accepted', 'This would be the plan'),
    });
  });

  const refused: [body: unknown, paths: string[]][] = [
    [{}, ['sequence']],
    [{ email, sequence: 'signup' }, ['sequence']],
    [{ email, sequence: 'constructor' }, ['sequence']],
    [{ email: 'x', sequence: 'no-show' }, ['email', 'calendly_event_uri']],
    [[], ['']],
    ['assessment', ['']],
    [null, ['']],
  ];
  for (const [body, paths] of refused) {
    it(`refuses ${JSON.stringify(body)}, naming ${JSON.stringify(paths)}`, async () => {
      const { status, reply } = await plan(body);
      assert.equal(status, 422);
      assert.deepEqual(
        (reply['errors'] as { path: string }[]).map(({ path }) => path),
        paths,
      );
    });
  }
});
