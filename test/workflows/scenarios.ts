import { HOUR } from '../../src/domain/duration.js';
import { makeUnsubscribeToken } from '../../src/domain/mail/unsubscribe-token.js';
import { stop } from '../../src/workflows/messages.js';
import { promised } from '../campaign/promises/promises.js';
import { isCarriedOut } from '../support/carried-out.js';
import { eventually } from '../support/sandbox-process.js';
import { resendEvent, signedByResend } from '../support/sender-posts.js';
import type { World } from '../support/world.js';
import { continuedScenarios } from './continued-scenarios.js';
import { parkedScenarios } from './parked-scenarios.js';
import type { Scenario } from './scenario.js';
import { steeredScenarios } from './steered-scenarios.js';
import { wholeScenarios } from './whole-scenarios.js';

/** One person through what an event starts, to its end. */
const completed = (name: string, body: object): Scenario => ({
  name: `${name}-completed`,
  async play(world) {
    const posted = { email: `${name}@history.example`, first_name: 'Test', ...body };
    const { id } = await world.accept(posted, `/webhooks/${name}`);
    await world.result(id);
    return id;
  },
});

const post = async (world: World, email: string, sentHoursAgo: number) => {
  const sentAt = new Date((await world.now()).getTime() - sentHoursAgo * HOUR);
  const { id } = await world.accept({
    email,
    first_name: 'Test',
    red_systems: 1,
    weakest_system_1: 'RADAR',
    email_1_sent_at: sentAt.toISOString(),
  });
  return id;
};

export const scenarios: Scenario[] = [
  ...promised.map(({ name, full }) => completed(name, full)),
  completed('signup', {}),
  {
    name: 'assessment-late-with-retries',
    async play(world) {
      world.resend.setFaults([
        { kind: 'after', route: 'POST /emails', then: 'reset', times: 1 },
        { kind: 'status', route: 'POST /emails', status: 429, times: 1 },
      ]);
      const id = await post(world, 'late@history.example', 90);
      await world.result(id);
      return id;
    },
  },
  {
    name: 'assessment-stopped-while-sending-fails',
    async play(world) {
      world.resend.setFaults([{ kind: 'status', route: 'POST /emails', status: 500 }]);
      const id = await post(world, 'stopped@history.example', 24);
      const { workflow } = world.client;
      while (world.resend.log().length === 0) await new Promise((resolve) => setImmediate(resolve));
      await workflow.getHandle(id).signal(stop, { cause: 'paid', at: new Date().toISOString() });
      await world.result(id);
      return id;
    },
  },
  {
    name: 'delivery',
    async play(world) {
      const email = 'bounced@history.example';
      const { id } = await world.accept({ email, event_id: 'AB12' }, '/webhooks/no-show');
      const { emails } = await world.result(id);
      const [sequence, contact, event] = id.split('/');
      const email_id = emails[2]?.resendId;
      const data = { email_id, to: [email], bounce: { type: 'Permanent', subType: 'General' } };
      const told = resendEvent('email.bounced', data, { sequence, contact, event, email: '3' });
      const [secret = ''] = world.config.resend.webhookSecrets;
      const signed = signedByResend(secret, told, { id: 'msg_history' });
      await world.app.request('/webhooks/resend', { method: 'POST', ...signed });
      await world.result('delivery/msg_history');
      return 'delivery/msg_history';
    },
  },
  {
    name: 'stop-contact',
    time: 'real',
    async play(world) {
      const email = 'stop@history.example';
      const { id } = await world.accept({ email, event_id: 'AB12' }, '/webhooks/no-show');
      const token = makeUnsubscribeToken(world.config.unsubscribeSecrets[0] ?? '', email);
      await world.app.request(`/unsubscribe/${token}`, { method: 'POST' });
      const [, key = ''] = id.split('/');
      const stopId = `stop/${key}/unsubscribed`;
      await eventually('it holds', () => isCarriedOut(world.client, stopId));
      await world.app.request(`/unsubscribe/${token}`, { method: 'POST' });
      await world.operate(`/contacts/${email}/resubscribe`, { by: 'Ann' });
      await world.result(stopId);
      return stopId;
    },
  },
  ...steeredScenarios,
  ...continuedScenarios,
  ...parkedScenarios,
  ...wholeScenarios,
];
