import { Hono } from 'hono';
import { Resend, type WebhookEventPayload } from 'resend';
import { createResendStandIn } from '../../src/sandbox/resend/server.js';
import { listen, type StandInServer } from '../../src/sandbox/standin/listen.js';
import { Traffic } from '../contract/traffic.js';
import { eventually } from '../support/sandbox-process.js';
import { mail } from './resend-account.js';

export const webhookSecret = `whsec_${Buffer.from('a secret of twenty-four.').toString('base64')}`;

interface Received {
  id: string;
  /** As the official SDK read it, after it checked the signature. */
  event: WebhookEventPayload;
  body: string;
}

/** An endpoint as a product has one: checks signatures with the official SDK and answers. */
async function startReceiver() {
  const received: Received[] = [];
  const state = { status: 200 };
  const resend = new Resend('re_test');
  const app = new Hono();
  app.onError((_error, c) => c.text('refused', 400));
  app.post('/', async (c) => {
    const body = await c.req.text();
    const [id = '', timestamp = '', signature = ''] = ['id', 'timestamp', 'signature'].map((name) =>
      c.req.header(`svix-${name}`),
    );
    const headers = { id, timestamp, signature };
    const event = resend.webhooks.verify({ payload: body, headers, webhookSecret });
    received.push({ id, event, body });
    return c.text('taken', state.status as 200);
  });
  const { url, close } = await listen(app, 0);
  return {
    url,
    close,
    received,
    /** What it answers from now on. */
    answerWith(status: number) {
      state.status = status;
    },
  };
}

type Receiver = Awaited<ReturnType<typeof startReceiver>>;

/** A stand-in for a suite whose webhooks go to a fresh endpoint in each test; its clock stands. */
export function useWebhooks() {
  const startedAt = Date.parse('2026-11-02T10:00:00Z');
  const clock = { ms: startedAt };
  const traffic = new Traffic({ allRequests: true });
  const standIn = createResendStandIn({
    file: ':memory:',
    observer: traffic.observer('resend'),
    requestsPerSecond: 1000,
    seed: { suppressions: [{ email: 'gone@inbox.test' }] },
    now: () => new Date(clock.ms),
  });
  let server: StandInServer | undefined;
  let current: Receiver | undefined;

  before(async () => {
    server = await standIn.listen(0);
  });
  beforeEach(async () => {
    clock.ms = startedAt;
    current = await startReceiver();
    standIn.setWebhook({ url: current.url, secret: webhookSecret });
    await standIn.reset();
  });
  afterEach(() => current?.close());
  afterEach(() => traffic.assertFaithful());
  after(async () => {
    await server?.close();
    standIn.close();
  });

  const url = () => server?.url ?? '';
  const resend = () => new Resend('re_test', { baseUrl: url() });
  const receiver = (): Receiver => {
    if (!current) throw new Error('only within a test');
    return current;
  };
  const received = () => receiver().received;
  const seenTypes = () => received().map(({ event }) => event.type);

  /** Sends the mail and gives its id. */
  async function send(to = mail.to): Promise<string> {
    const { data } = await resend().emails.send({ ...mail, to });
    return data?.id ?? '';
  }

  /** What the stand-in tells of its webhooks, newest first. */
  async function events() {
    const { data: webhooks } = await resend().webhooks.list();
    const webhookId = webhooks?.data[0]?.id ?? '';
    const { data } = await resend().webhooks.events.list({ webhookId });
    return { webhookId, events: data?.data ?? [] };
  }

  const arrived = (count: number) =>
    eventually(`${count} webhooks arrive`, async () => received().length >= count);

  /** Waits until each was tried at least once. */
  const settled = () =>
    eventually('every event is handed over', async () =>
      (await events()).events.every(({ status }) => status !== 'pending'),
    );

  const here = { standIn, clock, url, resend, receiver, received, seenTypes };
  return { ...here, send, events, arrived, settled };
}
