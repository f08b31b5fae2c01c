import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Caller } from '../../proofs/torture/caller.js';

describe("the torture's caller", () => {
  it('takes an event for a stop unless it is answered as one that was known', async () => {
    const answers = [
      [503, { status: 503, detail: 'Posting it again is safe.' }],
      [202, { status: 'duplicate' }],
      [202, { status: 'accepted' }],
    ] as const;
    let asked = 0;
    const api = createServer((_, response) => {
      const [status, body] = answers[asked++] ?? assert.fail();
      response.writeHead(status, { Connection: 'close' }).end(JSON.stringify(body));
    });
    api.listen(0, '127.0.0.1');
    await once(api, 'listening');
    const { port } = api.address() as AddressInfo;
    const caller = new Caller(`http://127.0.0.1:${port}`, () => 0); // asks nothing twice
    for (const _ of answers) await caller.post('onboarding', { email: 'fay@salon.example' });
    api.close();
    await once(api, 'close');
    const stop = { name: 'onboarding', address: 'fay@salon.example' };
    assert.deepEqual(
      caller.calls.map((call) => call.stop),
      [stop, undefined, stop],
    );
  });
});
