import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { contactKey } from '../../src/domain/contact.js';
import { HOUR } from '../../src/domain/duration.js';
import { listen, type StandInServer } from '../../src/sandbox/standin/listen.js';
import { eventually } from './sandbox-process.js';
import { resendEvent, type SignedPost, signedByResend } from './sender-posts.js';
import { startSkippingDevServer } from './temporal.js';
import { createWorld, untilTaken, type World } from './world.js';

/** A product that external senders reach: Resend's stand-in really posts to it, and alerts are heard. */
export class SenderStory {
  env: TestWorkflowEnvironment | undefined;
  api: StandInServer | undefined;
  readonly alerts: string[] = [];
  #world: World | undefined;
  #reports = 0;
  readonly #alertServer = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      this.alerts.push((JSON.parse(body) as { text: string }).text);
      response.end('ok');
    });
  });

  get world(): World {
    if (!this.#world) throw new Error('only within a test');
    return this.#world;
  }

  async start(): Promise<void> {
    const alertUrl = await new Promise<string>((resolve) => {
      this.#alertServer.listen(0, '127.0.0.1', () => {
        const address = this.#alertServer.address();
        const port = typeof address === 'object' && address ? address.port : 0;
        resolve(`http://127.0.0.1:${port}/`);
      });
    });
    this.env = await startSkippingDevServer();
    this.#world = await createWorld({
      env: this.env,
      now: async () => new Date(),
      settings: { ALERT_WEBHOOK_URL: alertUrl },
    });
    this.api = await listen(this.#world.app, 0);
  }

  async begin(): Promise<void> {
    await this.world.notion.reset();
    await this.world.resend.reset();
    this.alerts.length = 0;
    this.hear(true);
  }

  async close(): Promise<void> {
    this.#world?.resend.setWebhook(undefined);
    await this.api?.close();
    await this.#world?.close();
    await this.env?.teardown();
    this.#alertServer.close();
  }

  get resendSecret(): string {
    return this.world.config.resend.webhookSecrets[0] ?? '';
  }

  /** Whether Resend reaches the API. */
  hear(isOn: boolean): void {
    const endpoint = { url: `${this.api?.url}/webhooks/resend`, secret: this.resendSecret };
    this.world.resend.setWebhook(isOn ? endpoint : undefined);
  }

  async post(path: string, signed: SignedPost) {
    const ask = async () => this.world.app.request(path, { method: 'POST', ...signed });
    const response = await untilTaken(ask);
    const body = (await response.json()) as { status: string; id: string; email?: string };
    return { code: response.status, ...body };
  }

  /** What Resend reports of an email of a run, posted by hand; `svix` is the event's id. */
  async report(
    { id, emailId }: { id: string; emailId: string },
    type: string,
    {
      svix = `msg_by_hand_${++this.#reports}`,
      ...details
    }: { svix?: string; [field: string]: unknown } = {},
  ) {
    const [sequence, contact, event] = id.split('/');
    const tags = { contact, sequence, ...(event && { event }), email: '2' };
    const person = await this.world.runs.personOf(id);
    const told = resendEvent(type, { email_id: emailId, to: [person?.email], ...details }, tags);
    return this.post('/webhooks/resend', signedByResend(this.resendSecret, told, { id: svix }));
  }

  keyOf(email: string): string {
    return contactKey(this.world.config.contactKeySecret, email);
  }

  async isOpen(id: string): Promise<boolean> {
    const { status } = await this.world.client.workflow.getHandle(id).describe();
    return status.name === 'RUNNING';
  }

  async contactOf(email: string) {
    const [contact] = await this.world.observer.contacts.find('email', 'equals', email);
    return contact?.values;
  }

  async rowOf(id: string, number = 2) {
    const [row] = await this.world.observer.tracker.find('key', 'equals', `${id}/${number}`);
    return row?.values;
  }

  async emailOf(id: string, number = 2) {
    const { body } = await this.world.operate(`/runs/${encodeURIComponent(id)}`);
    return body.emails[number - 1];
  }

  /** Starts a run whose email #2 is due now, and gives Resend's id of that email. */
  async receive(email: string): Promise<{ id: string; emailId: string }> {
    const email_1_sent_at = new Date(Date.now() - 24 * HOUR).toISOString();
    const { id } = await this.world.accept({ email, email_1_sent_at });
    await eventually('email #2 is sent', async () => (await this.rowOf(id))?.status === 'sent');
    const emailId = (await this.rowOf(id))?.resendId ?? '';
    assert.ok(emailId);
    return { id, emailId };
  }
}

/** One story for the tests of a suite. */
export function tellSenderStory(): SenderStory {
  const story = new SenderStory();
  before(() => story.start());
  beforeEach(() => story.begin());
  after(() => story.close());
  return story;
}
