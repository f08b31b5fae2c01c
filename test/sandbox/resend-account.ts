import { Resend } from 'resend';
import { createResendStandIn } from '../../src/sandbox/resend/server.js';
import type { StandInServer } from '../../src/sandbox/standin/listen.js';
import { Traffic } from '../contract/traffic.js';

export const mail = {
  from: 'Ava <ava@studio.test>',
  to: 'sarah@inbox.test',
  subject: 'Hello',
  html: '<p>Hi</p>',
  text: 'Hi',
  headers: { 'List-Unsubscribe': '<https://studio.test/u>' },
  tags: [{ name: 'sequence', value: '5day' }],
};

/** A stand-in for a suite, seeded anew before each test, whose clock stands still. */
export function useResend() {
  const startedAt = new Date('2026-11-02T10:00:00Z');
  const clock = { now: startedAt };
  const traffic = new Traffic({ allRequests: false });
  const standIn = createResendStandIn({
    file: ':memory:',
    observer: traffic.observer('resend'),
    seed: { domains: [{ name: 'studio.test' }], suppressions: [{ email: 'gone@inbox.test' }] },
    requestsPerSecond: 1000,
    now: async () => clock.now,
  });
  let server: StandInServer | undefined;
  before(async () => {
    server = await standIn.listen(0);
  });
  beforeEach(async () => {
    clock.now = startedAt;
    await standIn.reset();
  });
  afterEach(() => traffic.assertFaithful());
  after(async () => {
    await server?.close();
    standIn.close();
  });
  const url = () => server?.url ?? '';
  const client = (key = 're_test') => new Resend(key, { baseUrl: url() });

  /** Sends the mail with changes: the answer's data, else name and status of its error. */
  async function send(changes: Record<string, unknown> = {}, idempotencyKey?: string) {
    const { data, error } = await client().emails.send(
      { ...mail, ...changes },
      idempotencyKey === undefined ? {} : { idempotencyKey },
    );
    return data ?? { name: error.name, statusCode: error.statusCode };
  }
  return { standIn, clock, url, client, send };
}
