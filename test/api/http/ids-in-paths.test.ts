import assert from 'node:assert/strict';
import { encodeIdsIn } from '../../../src/api/http/ids-in-paths.js';
import { partCountOf } from '../../../src/runs/names.js';
import { createRuns } from '../../../src/runs/runs.js';
import { loneApi } from '../../support/lone-api.js';
import { stubTemporal } from '../../support/stub-temporal.js';

const key = '0123456789abcdef0123456789abcdef';

describe('ids in paths', () => {
  const decoded: [path: string, encoded: string][] = [
    [`/runs/assessment/${key}`, `/runs/assessment%2F${key}`],
    [`/runs/assessment/${key}/pause`, `/runs/assessment%2F${key}/pause`],
    [`/runs/no-show/${key}/1f2e`, `/runs/no-show%2F${key}%2F1f2e`],
    [`/runs/no-show/${key}/1f2e/send-now`, `/runs/no-show%2F${key}%2F1f2e/send-now`],
    [`/console/runs/post-call/${key}/call/stop`, `/console/runs/post-call%2F${key}%2Fcall/stop`],
    ['/contacts/a/b@c.org', '/contacts/a%2Fb@c.org'],
    ['/contacts/a/b@c.org/stop', '/contacts/a%2Fb@c.org/stop'],
  ];
  for (const [path, encoded] of decoded) {
    it(`are the same whether a proxy has decoded them: ${path}`, () =>
      assert.equal(encodeIdsIn(path, partCountOf), encoded));
    it(`stay as they are where none has: ${encoded}`, () =>
      assert.equal(encodeIdsIn(encoded, partCountOf), encoded));
  }

  for (const path of ['/runs', '/runs/x/pause', '/runs/other/x/y', '/contacts/x/stop', '/health']) {
    it(`are none in ${path}`, () => assert.equal(encodeIdsIn(path, partCountOf), path));
  }

  it('reach API and console either way', async () => {
    const asked: string[] = [];
    const { client } = stubTemporal();
    const runs = {
      ...createRuns({ client, now: () => new Date() }),
      find: async (id: string) => {
        asked.push(id);
        return undefined;
      },
    };
    const app = loneApi({ runs });
    const headers = { Authorization: 'Bearer admin-token' };
    for (const id of [`no-show/${key}/1f2e`, `no-show%2F${key}%2f1f2e`]) {
      assert.equal((await app.request(`/runs/${id}`, { headers })).status, 404);
      const { headers: sent } = await app.request(`/console/runs/${id}`);
      assert.match(sent.get('Location') ?? '', /log-in/);
    }
    assert.deepEqual(asked, Array(2).fill(`no-show/${key}/1f2e`));
    assert.equal((await app.request(`/runs/x/pause/y`, { headers })).status, 404);
  });
});
