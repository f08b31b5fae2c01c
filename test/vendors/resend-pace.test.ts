import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { createResendStandIn } from '../../src/sandbox/resend/server.js';
import { connectResend } from '../../src/vendors/resend/resend.js';
import { replace } from '../support/replaced.js';
import { sampleMail } from '../support/sample-mail.js';

/** Between its turn and its request a mail asks Temporal, which answers sooner or later. */
describe('mails that are asked about on their way', () => {
  const resend = createResendStandIn({ file: ':memory:', requestsPerSecond: 100_000 });
  const leftAtMs: number[] = [];
  let restore: () => void;
  before(() => {
    restore = replace(globalThis, 'fetch', (own) => (...request) => {
      leftAtMs.push(performance.now());
      return own(...request);
    });
  });
  after(() => {
    restore();
    resend.close();
  });

  it('keep to the rate as they leave, and the last question is never older than a wait', async () => {
    const config = { apiKey: 're_test', baseUrl: (await resend.listen(0)).url };
    const send = connectResend({ ...config, requestsPerSecond: 4 });
    const asked: number[] = [];
    let goOn = () => {};
    const fifthAsks = new Promise<void>((resolve) => (goOn = resolve));
    const ask = async (nth: number) => {
      asked[nth] = (asked[nth] ?? 0) + 1;
      if (nth < 4) await fifthAsks; // their turns are long over then
      if (nth === 4) {
        goOn();
        await setImmediate(); // so that they leave first
      }
      return undefined;
    };
    const answers = await Promise.all(
      Array.from({ length: 9 }, (_, nth) => send(sampleMail, `key-${nth}`, () => ask(nth))),
    );
    assert.deepEqual(new Set(answers.map(({ kind }) => kind)), new Set(['sent']));
    assert.equal(leftAtMs.length, 9);
    // As they leave: how long each is on its way depends on how busy the machine is.
    for (const [nth, atMs] of leftAtMs.slice(4).entries()) {
      assert.ok(atMs - (leftAtMs[nth] ?? 0) > 900, leftAtMs.join(', '));
    }
    assert.ok((asked[4] ?? 0) > 1);
  });
});
