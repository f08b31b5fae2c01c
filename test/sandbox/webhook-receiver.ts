import { Hono } from 'hono';
import { Resend, type WebhookEventPayload } from 'resend';
import { listen } from '../../src/sandbox/standin/listen.js';

export const webhookSecret = `whsec_${Buffer.from('a secret of twenty-four.').toString('base64')}`;

export interface Received {
  id: string;
  /** As the official SDK read it, after it checked the signature. */
  event: WebhookEventPayload;
  body: string;
}

/** An endpoint as a product has one: checks signatures with the official SDK and answers. */
export async function startReceiver() {
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
    types: () => received.map(({ event }) => event.type),
    /** What it answers from now on. */
    answerWith(status: number) {
      state.status = status;
    },
  };
}
