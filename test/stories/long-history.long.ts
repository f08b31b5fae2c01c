import assert from 'node:assert/strict';
import type { Timeline } from '../../src/domain/run/run.js';
import { withAlertInbox } from '../support/alert-inbox.js';
import { inRealTime } from '../support/real-time.js';
import { eventually } from '../support/sandbox-process.js';

/** A server that thinks a history long when it is short. */
const limits = { 'limit.historyCount.suggestContinueAsNew': '40' };

/** A run whose history has become long goes on in a new execution, as if nothing were. */
describe('a long history', () => {
  describe('that grows by itself', () => {
    const real = inRealTime({ limits });

    it('changes nothing of what goes out and what is recorded', async () => {
      const { world } = real;
      const { id } = await world.accept({ email: 'sarah@salon.example', red_systems: 1 });
      const handle = world.client.workflow.getHandle(id);
      const first = (await handle.describe()).runId;
      for (const number of [2, 3, 4, 5]) {
        await world.control(id, 'send-now');
        await eventually('it is sent', async () => {
          const told = await world.runs.timelineOf(id);
          return told?.emails[number - 1]?.state === 'sent';
        });
      }
      assert.equal((await world.result(id)).outcome, 'completed');
      assert.notEqual((await handle.describe()).runId, first, 'it has gone on elsewhere');
      assert.deepEqual(
        world.resend.ledger().map(({ idempotencyKey }) => idempotencyKey),
        [2, 3, 4, 5].map((number) => `${id}/${number}`),
      );
      assert.deepEqual(
        await world.rows(id),
        [1, 2, 3, 4, 5].map((number) => `#${number} sent`),
      );
      const { outcome, history } = (await world.runs.timelineOf(id)) ?? {};
      assert.equal(outcome, 'completed');
      assert.deepEqual(
        history?.map(({ what }) => what),
        [2, 3, 4, 5].map((number) => `email ${number} to go now`),
      );
    });
  });

  describe('that has grown', () => {
    const inbox = withAlertInbox();
    const real = inRealTime({ limits, settings: inbox.settings, goesOn: true });
    let people = 0;

    afterEach(() => {
      real.world.notion.setFaults([]);
      real.world.resend.setFaults([]);
    });

    const start = async () => {
      people += 1;
      const email = `person${people}@salon.example`;
      return (await real.world.accept({ email, first_name: 'Sarah', red_systems: 0 })).id;
    };
    const enrolled = (id: string) =>
      eventually('its rows are written', async () => (await real.world.rows(id)).length === 5);
    const handleOf = (id: string) => real.world.client.workflow.getHandle(id);
    const timeline = async (id: string): Promise<Timeline> => {
      let told: Timeline | undefined;
      await eventually('a worker answers', async () => {
        told = await real.world.runs.timelineOf(id);
        return told !== undefined;
      });
      return told ?? assert.fail();
    };
    const sent = (id: string) =>
      real.world.resend.ledger().filter(({ idempotencyKey }) => idempotencyKey === `${id}/2`)
        .length;
    const isSent = (id: string) =>
      eventually('it is sent', async () => (await timeline(id)).emails[1]?.state === 'sent');
    const isBlocked = (id: string, by: RegExp) =>
      eventually('it is blocked', async () => by.test((await timeline(id)).needsAttention ?? ''));
    const mend = (id: string) => handleOf(id).signal('mended', { about: 'notion' });

    /** What goes at once is due at each moment anew. */
    const steady = ({ emails, ...rest }: Timeline) => ({
      ...rest,
      emails: emails.map((email) =>
        Date.parse(email.dueAt) > Date.now() ? email : { ...email, dueAt: 'now' },
      ),
    });

    /** Tells it nothing new until it has gone on in a new execution; gives how it looked before and after. */
    const cross = async (id: string) => {
      const { runId } = await handleOf(id).describe();
      const before = await timeline(id);
      for (let told = 0; told < 30; told += 1) {
        await handleOf(id).signal('updateContact', {});
        await timeline(id); // so that each is a task of its own
        if ((await handleOf(id).describe()).runId !== runId) break;
      }
      await eventually('it goes on elsewhere', async () => {
        const { runId: newest, status } = await handleOf(id).describe();
        return newest !== runId && status.name === 'RUNNING';
      });
      const after = await timeline(id);
      assert.deepEqual(steady(after), steady(before));
      return { before, after };
    };

    // A worker takes it for a second that sending is on, once it was: so this comes first.
    it('while sending is switched off, and an email is to go at once', async () => {
      const id = await start();
      await enrolled(id);
      const turn = (asked: object) => real.world.operate('/switch', { by: 'Ann', ...asked });
      await turn({ sending: false });
      await real.world.control(id, 'send-now');
      const isHeld = async () => (await timeline(id)).history.some(({ what }) => /off/.test(what));
      await eventually('it has found out', isHeld);
      await cross(id);
      assert.equal(sent(id), 0);
      await turn({ sending: true, mode: 'catch-up' });
      await isSent(id);
    });

    it('while it waits, goes on with what people see of it', async () => {
      const id = await start();
      await enrolled(id);
      const listed = async () => {
        const { body } = await real.world.operate<{ runs: { id: string }[] }>('/runs?which=open');
        return body.runs.filter((run) => run.id === id);
      };
      await eventually('it is listed', async () => (await listed()).length === 1);
      const before = await listed();
      await cross(id);
      await eventually('its newest execution is listed', async () => (await listed()).length === 1);
      assert.deepEqual(await listed(), before);
      await real.world.control(id, 'send-now');
      await isSent(id);
      assert.equal(sent(id), 1);
    });

    it('while an operator holds it', async () => {
      const id = await start();
      await enrolled(id);
      await real.world.control(id, 'pause', { reason: 'on holiday' });
      const { after } = await cross(id);
      assert.equal(after.status, 'paused');
      await real.world.control(id, 'resume', { mode: 'catch-up' });
      await real.world.control(id, 'send-now');
      await isSent(id);
    });

    it('while Resend refuses its email, and tries it again', async () => {
      const id = await start();
      await enrolled(id);
      const body = { name: 'rate_limit_exceeded', statusCode: 429, message: 'slow down' };
      const route = 'POST /emails';
      real.world.resend.setFaults([{ kind: 'status', status: 429, route, body }]);
      await real.world.control(id, 'send-now');
      await eventually('it was tried', async () => real.world.resend.log().length > 0);
      await cross(id);
      real.world.resend.setFaults([]);
      await mend(id);
      await isSent(id);
      assert.equal(sent(id), 1);
    });

    it('while Notion refuses its person, who is enrolled later', async () => {
      const refusal = { object: 'error', status: 400, code: 'validation_error', message: 'no' };
      real.world.notion.setFaults([{ kind: 'status', status: 400, body: refusal }]);
      const id = await start();
      await isBlocked(id, /400/);
      // A row of the story before may be refused by now as well.
      const told = () => inbox.alerts.filter((text) => text.includes(id));
      await eventually('people are told', async () => told().length > 0);
      await cross(id);
      const asked = real.world.notion.log().length;
      await mend(id); // in vain
      await eventually('it tries again', async () => real.world.notion.log().length > asked);
      await cross(id);
      assert.equal(told().length, 1, 'people are told once');
      real.world.notion.setFaults([]);
      await mend(id);
      await enrolled(id);
      await eventually('nobody is needed', async () => !(await timeline(id)).needsAttention);
    });

    it('while Notion refuses its person, and keeps how they were read first', async () => {
      const { contacts } = real.world.observer;
      const page = await contacts.create({ email: `person${people + 1}@salon.example` });
      const refusal = { object: 'error', status: 400, code: 'validation_error', message: 'no' };
      const route = 'PATCH /v1/pages/*';
      real.world.notion.setFaults([{ kind: 'status', status: 400, body: refusal, route }]);
      const id = await start();
      await isBlocked(id, /400/);
      await cross(id);
      real.world.notion.setFaults([]);
      await contacts.update(page, { bookingStatus: 'Booked' });
      await mend(id);
      await enrolled(id);
      await real.world.control(id, 'send-now');
      assert.equal((await real.world.result(id)).outcome, 'stopped:booked');
    });

    it('and still hears of a stop for runs that began before another', async () => {
      const id = await start();
      await enrolled(id);
      const started = (await handleOf(id).describe()).startTime.getTime();
      await cross(id);
      const [, contactKey = ''] = id.split('/');
      const at = new Date().toISOString();
      const request = { stop: 'booked', contactKey, email: 'person@salon.example', at } as const;
      const startedBefore = new Date(started + 1).toISOString();
      assert.deepEqual(await real.world.runs.tellStop({ request, startedBefore }), [id]);
      assert.equal((await real.world.result(id)).outcome, 'stopped:booked');
    });

    it('but not while nobody knows whether an email went', async () => {
      const id = await start();
      await enrolled(id);
      const { runId } = await handleOf(id).describe();
      real.world.resend.setFaults([{ kind: 'after', then: 'reset', times: 1 }]);
      await real.world.control(id, 'send-now');
      await eventually('its answer was lost', async () => real.world.resend.log().length > 0);
      for (let told = 0; told < 15; told += 1) {
        await handleOf(id).signal('updateContact', {});
        await timeline(id);
      }
      assert.equal((await handleOf(id).describe()).runId, runId);
      await mend(id);
      await isSent(id);
      assert.equal(sent(id), 1);
      await cross(id);
    });

    // What holds all emails of a template is looked at once a minute, so this comes last.
    it('while a template holds its email', async () => {
      const id = await start();
      await enrolled(id);
      const { templates } = real.world.observer;
      const name = (await timeline(id)).emails[1]?.template ?? '';
      const [template] = await templates.find('name', 'equals', name);
      await templates.update(template?.id ?? '', { status: 'Inactive' });
      await real.world.control(id, 'send-now');
      await isBlocked(id, /expected one Active template/);
      await cross(id);
      const { body } = await real.world.control(id, 'skip-next');
      assert.equal(body.emails[1]?.state, 'skipped');
      assert.equal(body.needsAttention, undefined);
      assert.equal(body.history.filter(({ what }) => what === 'blocked').length, 1);
      await templates.update(template?.id ?? '', { status: 'Active' });
    });
  });
});
