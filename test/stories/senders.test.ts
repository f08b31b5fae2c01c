import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Resend } from 'resend';
import type { ContactReply } from '../../src/api/contacts.js';
import { contactKey } from '../../src/domain/contact.js';
import { HOUR, SECOND } from '../../src/domain/duration.js';
import { listen, type StandInServer } from '../../src/sandbox/standin/listen.js';
import { eventually, freePorts } from '../support/sandbox-process.js';
import {
  calcomBooking,
  calcomNoShow,
  calendlyInvitee,
  resendEvent,
  type SignedPost,
  signedByCalcom,
  signedByCalendly,
  signedByResend,
} from '../support/sender-posts.js';
import { startSkippingDevServer } from '../support/temporal.js';
import { createWorld, type World } from '../support/world.js';

/** What calendars and Resend report, on the dev server; Resend's stand-in really posts to the API. */
describe('external senders', function () {
  this.timeout(60_000);
  let env: TestWorkflowEnvironment;
  let world: World;
  let api: StandInServer;
  const alerts: string[] = [];
  const alertServer = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      alerts.push((JSON.parse(body) as { text: string }).text);
      response.end('ok');
    });
  });

  before(async () => {
    const [alertPort = 0] = await freePorts(1);
    alertServer.listen(alertPort, '127.0.0.1');
    env = await startSkippingDevServer();
    world = await createWorld({
      env,
      now: async () => new Date(),
      settings: { ALERT_WEBHOOK_URL: `http://127.0.0.1:${alertPort}/` },
    });
    api = await listen(world.app, 0);
  });
  beforeEach(async () => {
    await world.notion.reset();
    await world.resend.reset();
    alerts.length = 0;
    hear(true);
  });
  after(async () => {
    world?.resend.setWebhook(undefined);
    await api?.close();
    await world?.close();
    await env?.teardown();
    alertServer.close();
  });

  const resendSecret = () => world.config.resend.webhookSecrets[0] ?? '';
  /** Whether Resend reaches the API. */
  const hear = (isOn: boolean) => {
    const endpoint = { url: `${api.url}/webhooks/resend`, secret: resendSecret() };
    world.resend.setWebhook(isOn ? endpoint : undefined);
  };
  const post = async (path: string, signed: SignedPost) => {
    const response = await world.app.request(path, { method: 'POST', ...signed });
    const body = (await response.json()) as { status: string; id: string; email?: string };
    return { code: response.status, ...body };
  };
  const calcom = (payload: unknown, path = '/webhooks/calcom') =>
    post(path, signedByCalcom('sandbox-calcom-secret', payload));
  const calendly = (payload: unknown) =>
    post('/webhooks/calendly', signedByCalendly('sandbox-calendly-secret', payload, new Date()));
  const keyOf = (email: string) => contactKey(world.config.contactKeySecret, email);
  const isOpen = async (id: string) =>
    (await world.client.workflow.getHandle(id).describe()).status.name === 'RUNNING';
  const contactOf = async (email: string) =>
    (await world.observer.contacts.find('email', 'equals', email))[0]?.values;
  const rowOf = async (id: string, number = 2) =>
    (await world.observer.tracker.find('key', 'equals', `${id}/${number}`))[0]?.values;
  /** Starts a run whose email #2 is due now, and gives Resend's id of that email. */
  const receive = async (email: string) => {
    const email_1_sent_at = new Date(Date.now() - 24 * HOUR).toISOString();
    const { id } = await world.accept({ email, email_1_sent_at });
    await eventually('email #2 is sent', async () => (await rowOf(id))?.status === 'sent');
    const emailId = (await rowOf(id))?.resendId ?? '';
    return { id, emailId };
  };

  describe('calendars', () => {
    it('report one missed call as the website does, and both come to one run', async () => {
      const email = 'missed@salon.example';
      const ours = await calcom(calcomNoShow('uid-1', email));
      assert.deepEqual([ours.code, ours.status], [202, 'accepted']);
      const theirs = await world.accept({ email, event_id: 'uid-1' }, '/webhooks/no-show');
      assert.deepEqual([theirs.status, theirs.id], ['duplicate', ours.id]);
      assert.match(ours.id, new RegExp(`^no-show/${keyOf(email)}/[0-9a-f]{16}$`));

      const second = await calendly(calendlyInvitee('invitee_no_show.created', 'AB12', email));
      assert.equal(second.status, 'accepted');
      const uri = 'https://api.calendly.com/scheduled_events/AB12';
      const again = await world.accept({ email, calendly_event_uri: uri }, '/webhooks/no-show');
      assert.deepEqual([again.status, again.id], ['duplicate', second.id]);
      assert.equal((await world.result(ours.id)).outcome, 'stopped:superseded');
      await world.control(second.id, 'stop');
    });

    it('end nothing by a booking of the missed call itself, and the run by one of another call', async () => {
      const email = 'booked@salon.example';
      const { id } = await calcom(calcomNoShow('uid-2', email));
      await eventually('they are enrolled', async () => (await world.rows(id)).length === 3);

      const late = await calcom(calcomBooking('uid-2', email));
      assert.deepEqual([late.code, late.status], [202, 'accepted']);
      await eventually('the booking is judged', async () => {
        const { events } = await world.client.workflow.getHandle(late.id).fetchHistory();
        const done = events?.filter((event) => event.activityTaskCompletedEventAttributes);
        return done?.length === 2; // its runs, and its record
      });
      assert.ok(await isOpen(id));
      await eventually(
        'the missed call is noted',
        async () => (await contactOf(email))?.bookingStatus === 'No-Show',
      );

      const other = await calcom(calcomBooking('uid-3', email, 'BOOKING_RESCHEDULED'));
      assert.equal(other.id, `stop/${keyOf(email)}/booked/${other.id.split('/').at(-1)}`);
      assert.equal((await world.result(id)).outcome, 'stopped:booked');
      await eventually('the booking is noted', async () => {
        const contact = await contactOf(email);
        return contact?.bookingStatus === 'Booked' && contact.campaignStatus === 'Booked';
      });

      // Told once more after the person has come back, it ends nothing.
      const maybe = await world.accept({ email }, '/webhooks/post-call');
      const replay = await calcom(
        calcomBooking('uid-3', email, 'BOOKING_RESCHEDULED'),
        '/webhook/calcom-booking',
      );
      assert.deepEqual(
        [replay.code, replay.status, replay.id, replay.email],
        [202, 'duplicate', other.id, email],
      );
      assert.ok(await isOpen(maybe.id));
      await world.control(maybe.id, 'stop');
    });

    it('change nothing by a cancellation', async () => {
      const email = 'cancelled@salon.example';
      const { code, status } = await calendly(calendlyInvitee('invitee.canceled', 'CD', email));
      assert.deepEqual([code, status], [200, 'ignored']);
      assert.equal(await contactOf(email), undefined);
    });
  });

  describe('Resend', () => {
    it('says what became of an email, however its events come', async () => {
      world.resend.setFaults([
        { kind: 'reorder', route: 'WEBHOOK /email.sent', delayMs: 10_000 },
        { kind: 'duplicate', route: 'WEBHOOK /email.delivered' },
      ]);
      const { id, emailId } = await receive('reader@salon.example');
      await eventually('it is delivered', async () => (await rowOf(id))?.delivery === 'delivered');
      await world.resend.happen({ emailId, type: 'email.delivery_delayed' });
      await world.resend.happen({
        emailId,
        type: 'email.bounced',
        details: { type: 'Transient', subType: 'MailboxFull' },
      });
      await eventually('it bounced', async () => (await rowOf(id))?.delivery === 'bounced');
      await eventually('every event was taken', async () => {
        const response = await fetch(`${world.config.resend.baseUrl}/_control/webhook`);
        const events = (await response.json()) as { attempts: number[] }[];
        return events.length === 4 && events.every(({ attempts }) => attempts.includes(202));
      });
      assert.ok(await isOpen(id), 'a full mailbox ends nothing');
      const shown = await world.operate(`/runs/${encodeURIComponent(id)}`);
      assert.equal(shown.body.emails[1]?.resendId, emailId);
      await eventually('operators see it', async () => {
        const run = await world.operate(`/runs/${encodeURIComponent(id)}`);
        return run.body.emails[1]?.delivery === 'bounced';
      });
      const person = await world.operate<ContactReply>('/contacts/reader@salon.example');
      assert.equal(person.body.runs[0]?.emails[1]?.delivery, 'bounced');
      assert.equal(person.body.runs.length, 1, 'its events are no runs');
      await world.control(id, 'stop');
    });

    it('ends marketing and onboarding by a hard bounce, with an alert', async () => {
      const email = 'gone@salon.example';
      const paid = await world.accept({ email, payment_confirmed: true }, '/webhooks/onboarding');
      const { id, emailId } = await receive(email);
      await world.resend.happen({ emailId, type: 'email.bounced' });
      assert.equal((await world.result(id)).outcome, 'stopped:bounced');
      assert.equal((await world.result(paid.id)).outcome, 'stopped:bounced');
      await eventually('Notion says so', async () => {
        const [contact, row] = await Promise.all([contactOf(email), rowOf(id)]);
        return contact?.emailStatus === 'Bounced' && row?.delivery === 'bounced';
      });
      await eventually('somebody is told', async () =>
        alerts.some((text) => text.includes("A client's onboarding mail has stopped")),
      );
      const later = await world.accept({ email, event_id: 'EF' }, '/webhooks/no-show');
      assert.equal((await world.result(later.id)).outcome, 'suppressed');
    });

    it('ends everything by a complaint, with an alert', async () => {
      const email = 'cross@salon.example';
      const { id, emailId } = await receive(email);
      await world.resend.happen({ emailId, type: 'email.complained' });
      assert.equal((await world.result(id)).outcome, 'stopped:complained');
      await eventually('Notion says so', async () => {
        const [contact, row] = await Promise.all([contactOf(email), rowOf(id)]);
        return contact?.emailStatus === 'Complained' && row?.delivery === 'complained';
      });
      await eventually('somebody is told', async () =>
        alerts.some((text) => text.includes('marked our mail as spam')),
      );
    });

    it('tells an operator of an email that failed after it was taken', async () => {
      const { id, emailId } = await receive('quota@salon.example');
      await world.resend.happen({ emailId, type: 'email.failed' });
      await eventually('somebody is told', async () =>
        alerts.some((text) => text.includes(`${id}, email.failed, reached_daily_quota`)),
      );
      assert.doesNotMatch(alerts.join(), /quota@/);
      assert.ok(await isOpen(id));
      await world.control(id, 'stop');
    });

    it('settles an email of an ended run that nobody knew of', async () => {
      hear(false);
      world.resend.setFaults([{ kind: 'after', route: 'POST /emails', then: 'reset' }]);
      const email_1_sent_at = new Date(Date.now() - 24 * HOUR).toISOString();
      const { id } = await world.accept({ email: 'doubt@salon.example', email_1_sent_at });
      await eventually('an attempt is in doubt', async () => world.resend.log().length > 0);
      await world.control(id, 'stop');
      await world.result(id);
      assert.equal((await rowOf(id))?.status, 'unknown');
      world.resend.setFaults([]);
      hear(true);
      const emailId = world.resend.ledger()[0]?.id ?? '';
      for (const type of ['email.sent', 'email.delivered'] as const) {
        await world.resend.happen({ emailId, type });
      }
      await eventually('the row says what happened', async () => {
        const row = await rowOf(id);
        return row?.status === 'sent' && row.resendId === emailId && row.delivery === 'delivered';
      });

      const tags = { contact: id.split('/')[1], sequence: 'assessment', email: '2' };
      const event = resendEvent('email.sent', { email_id: emailId }, tags);
      const repeat = () =>
        post('/webhooks/resend', signedByResend(resendSecret(), event, { id: 'msg_late' }));
      const late = await repeat();
      await world.client.workflow.getHandle(late.id).result();
      assert.deepEqual([late.status, (await repeat()).status], ['accepted', 'duplicate']);
      assert.equal((await rowOf(id))?.delivery, 'delivered');
    });

    it('settles an email of an open run that nobody knew of', async () => {
      hear(false);
      const email = 'known@salon.example';
      const sentAt = new Date(Date.now() - 24 * HOUR + 2 * SECOND).toISOString();
      const { id } = await world.accept({ email, email_1_sent_at: sentAt });
      // Under this key Resend has something else, so that nobody knows what the reader got.
      const resend = new Resend('re_other', { baseUrl: world.config.resend.baseUrl ?? '' });
      const { data } = await resend.emails.send(
        {
          from: 'a@evergreen.example',
          to: email,
          subject: 'Other bytes',
          text: 'Hello',
          tags: [
            { name: 'contact', value: keyOf(email) },
            { name: 'sequence', value: 'assessment' },
            { name: 'email', value: '2' },
          ],
        },
        { idempotencyKey: `${id}/2` },
      );
      const stateOf = async () =>
        (await world.operate(`/runs/${encodeURIComponent(id)}`)).body.emails[1];
      await eventually('it is unknown', async () => (await rowOf(id))?.status === 'unknown');
      hear(true);
      await world.resend.happen({ emailId: data?.id ?? '', type: 'email.delivered' });
      await eventually('the run knows', async () => (await stateOf())?.state === 'sent');
      assert.equal((await stateOf())?.resendId, data?.id);
      await eventually('and its row', async () => (await rowOf(id))?.status === 'sent');
      await world.control(id, 'stop');
    });

    it('keeps an event that comes before its row, and takes it once', async () => {
      const email = 'early@salon.example';
      const tags = { contact: keyOf(email), sequence: 'assessment', email: '2' };
      const event = resendEvent('email.delivered', { email_id: 'early' }, tags);
      const early = () =>
        post('/webhooks/resend', signedByResend(resendSecret(), event, { id: 'msg_early' }));
      const first = await early();
      assert.deepEqual(
        [first.code, first.status, first.id],
        [202, 'accepted', 'delivery/msg_early'],
      );
      assert.equal((await early()).status, 'duplicate');
      const { id } = await world.accept({ email, email_1_sent_at: new Date().toISOString() });
      await eventually('it is noted', async () => (await rowOf(id))?.delivery === 'delivered');
      await world.control(id, 'stop');
    });
  });
});
