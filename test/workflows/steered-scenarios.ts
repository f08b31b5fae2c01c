import { HOUR } from '../../src/domain/duration.js';
import { switchId } from '../../src/domain/run/switch.js';
import { eventually } from '../support/sandbox-process.js';
import { resendEvent, signedByResend } from '../support/sender-posts.js';
import type { World } from '../support/world.js';
import { type Scenario, switchOff } from './scenario.js';

/** A run that operators or other events meet, in real time. */
const steered = (
  name: string,
  meet: (world: World, id: string, email: string) => Promise<string | void>,
  body: object = {},
): Scenario => ({
  name,
  time: 'real',
  async play(world) {
    const email = `${name}@history.example`;
    const { id } = await world.accept({ email, first_name: 'Test', ...body });
    await eventually('they are enrolled', async () => (await world.rows(id)).length === 5);
    const other = await meet(world, id, email);
    if (other) return other;
    await world.control(id, 'stop');
    await world.result(id);
    return id;
  },
});

/** Resend takes an email and does not say so, and the run is stopped before anybody knows. */
async function endInDoubt(world: World, id: string): Promise<void> {
  world.resend.setFaults([{ kind: 'after', route: 'POST /emails', then: 'reset' }]);
  await world.control(id, 'send-now');
  await eventually('it is in doubt', async () => world.resend.log().length > 0);
  await world.control(id, 'stop');
  await world.result(id);
  world.resend.setFaults([]);
}

const isSent = (world: World, id: string, number: number) =>
  eventually(`email ${number} is recorded`, async () =>
    (await world.rows(id)).includes(`#${number} sent`),
  );

const isHeard = (world: World, id: string, what: string) =>
  eventually(`the run says "${what}"`, async () => {
    const { body } = await world.operate(`/runs/${encodeURIComponent(id)}`);
    return body.history.some((entry) => entry.what.includes(what));
  });

/** Resend reports that the first email of ours arrived. */
const reportDelivered = async (world: World, id: string) => {
  const [sequence, contact] = id.split('/');
  const { id: email_id, to } = world.resend.ledger()[0] ?? {};
  const told = resendEvent('email.delivered', { email_id, to }, { sequence, contact, email: '2' });
  const [secret = ''] = world.config.resend.webhookSecrets;
  const signed = signedByResend(secret, told, { id: `msg_${contact}` });
  await world.app.request('/webhooks/resend', { method: 'POST', ...signed });
};

export const steeredScenarios: Scenario[] = [
  steered('assessment-steered', async (world, id) => {
    const at = new Date(Date.now() + 200 * HOUR).toISOString();
    await world.control(id, 'pause');
    await world.control(id, 'resume', { mode: 'shift' });
    await world.control(id, 'reschedule', { number: 4, at });
    await world.control(id, 'skip-next');
    await world.control(id, 'send-now');
    await isSent(world, id, 3);
  }),
  steered('assessment-delivered', async (world, id) => {
    await world.control(id, 'send-now');
    await isSent(world, id, 2);
    await reportDelivered(world, id);
    await world.control(id, 'skip-next');
  }),
  steered('assessment-superseded', async (world, id, email) => {
    const noShow = await world.accept({ email, event_id: 'AB12' }, '/webhooks/no-show');
    await world.result(id);
    await world.control(noShow.id, 'stop');
    return id;
  }),
  steered('assessment-restarted', async (world, id) => {
    await world.control(id, 'stop');
    await world.result(id);
    await world.control(id, 'restart', { from: 2 });
    await world.control(id, 'send-now');
    await isSent(world, id, 2);
  }),
  steered('assessment-sent-again', async (world, id) => {
    await endInDoubt(world, id);
    await world.control(id, 'resolve', { number: 2, as: 'send-again' });
    await world.result(id);
    return id;
  }),
  steered('assessment-taken-up', async (world, id) => {
    await endInDoubt(world, id);
    await reportDelivered(world, id);
    await isSent(world, id, 2);
    await world.result(id);
    return id;
  }),
  steered(
    'assessment-hot-lead',
    async (world, id) => {
      await world.control(id, 'skip-next');
    },
    { red_systems: 2 },
  ),
  steered('assessment-held', async (world, id) => {
    await switchOff(world);
    await world.control(id, 'send-now');
    await isHeard(world, id, 'held');
    await world.operate('/switch', { by: 'Ann', sending: true, mode: 'shift' });
    await isHeard(world, id, 'on again');
    await world.result(switchId);
  }),
  steered('sending-switch', async (world, id) => {
    await world.operate('/switch', { by: 'Ann', sending: false });
    await world.operate('/switch', { by: 'Ann', sending: true, mode: 'catch-up' });
    await world.result(switchId);
    await world.control(id, 'stop');
    await world.result(id);
    return switchId;
  }),
  steered('resubscribe', async (world, id, email) => {
    const [contact] = await world.observer.contacts.find('email', 'equals', email);
    await world.observer.contacts.update(contact?.id ?? '', { emailStatus: 'Unsubscribed' });
    const { body } = await world.operate<{ id: string }>(`/contacts/${email}/resubscribe`, {
      by: 'Ann',
    });
    await world.result(body.id);
    await world.control(id, 'stop');
    return body.id;
  }),
];
