import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inSkippedTime } from '../support/skipped-time.js';

const wrongKey = {
  kind: 'status' as const,
  status: 401,
  route: 'POST /emails',
  body: { name: 'missing_api_key', statusCode: 401, message: 'missing' },
};

/** What keeps an incident's workflow from doing what it is there for. */
describe('incidents that are disturbed, in skipped time', () => {
  const settings: Record<string, string> = {};
  const deaf = createServer((_, response) => response.writeHead(500).end());
  before(async () => {
    await once(deaf.listen(0, '127.0.0.1'), 'listening');
    settings['ALERT_WEBHOOK_URL'] = `http://127.0.0.1:${(deaf.address() as AddressInfo).port}/`;
  });
  after(() => deaf.close());
  const story = inSkippedTime({ settings });

  /** Minutes from a mend to each email that it let go. */
  const lateBy = (mended: Date) =>
    story.world.resend.ledger().map(({ at }) => (Date.parse(at) - mended.getTime()) / 60_000);
  const incident = () => story.world.client.workflow.getHandle('incident/resend');

  it('let emails go within minutes of the mend, though nobody takes alerts', async () => {
    for (let people = 1; people <= 3; people += 1)
      await story.world.accept(story.someone({ red_systems: 0 }));
    await story.env.sleep('23h');
    story.world.resend.setFaults([wrongKey]);
    await story.env.sleep('4h');
    story.world.resend.setFaults([]);
    const mended = await story.world.now();
    await story.env.sleep('30 minutes');
    assert.equal(lateBy(mended).length, 3);
    assert.ok(Math.max(...lateBy(mended)) < 3, lateBy(mended).join());
  });

  it('begin anew when the fault is met again, where somebody has ended their workflow', async () => {
    await story.world.accept(story.someone({ red_systems: 0 }));
    await story.env.sleep('23h');
    story.world.resend.setFaults([wrongKey]);
    await story.env.sleep('2h');
    await incident().terminate();
    await story.env.sleep('130 minutes');
    assert.equal((await incident().describe()).status.name, 'RUNNING');
    story.world.resend.setFaults([]);
    const mended = await story.world.now();
    await story.env.sleep('30 minutes');
    assert.equal(lateBy(mended).length, 1);
    assert.ok(Math.max(...lateBy(mended)) < 3, lateBy(mended).join());
  });
});
