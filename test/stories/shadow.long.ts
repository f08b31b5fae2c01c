import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sandboxSecrets } from '../../src/config/known-secrets.js';
import { HOUR, MINUTE } from '../../src/domain/duration.js';
import { unsubscribeUrl } from '../../src/processes/activity-deps.js';
import { evergreen } from '../cli/evergreen.js';
import { openSession } from '../console/operator.js';
import { openAlertInbox } from '../support/alert-inbox.js';
import { operatorsSettings } from '../support/operators-settings.js';
import {
  calcomBooking,
  resendEvent,
  signedByCalcom,
  signedByResend,
} from '../support/sender-posts.js';
import { inSkippedTime } from '../support/skipped-time.js';

/** Evergreen beside an older system: it does all that it does, but send and write. */
describe('shadow mode', () => {
  let inbox: Awaited<ReturnType<typeof openAlertInbox>>;
  const settings: Record<string, string> = { SHADOW: 'true' };
  before(async () => {
    inbox = await openAlertInbox();
    Object.assign(settings, inbox.settings);
  });
  after(() => inbox?.close());
  const story = inSkippedTime({ settings });
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'shadow-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** Every request of ours that is no question, taken or refused; an older system has keys of its own. */
  const writes = () => {
    const { notion, resend } = story.world;
    return [...notion.log(), ...resend.log()].flatMap(({ method, path, key }) => {
      const isOurs = key === 'ntn_sandbox' || key === 're_sandbox';
      return isOurs && method !== 'GET' && !path.endsWith('/query') ? [`${method} ${path}`] : [];
    });
  };

  /** What an older system sends, from the same account. */
  const sendThere = async (to: string, subject: string) => {
    const response = await fetch(`${story.world.config.resend.baseUrl}/emails`, {
      method: 'POST',
      headers: { Authorization: 'Bearer re_old', 'Content-Type': 'application/json' },
      body: JSON.stringify({ from: 'hello@evergreen.example', to: [to], subject, text: 'Old.' }),
    });
    assert.ok(response.ok, `${response.status}`);
  };

  const command = async (typed: string) => {
    const { world } = story;
    const now = await world.now();
    return evergreen(typed, {
      env: operatorsSettings(world),
      now: () => now,
      withRuns: (work) => work(world.runs),
    });
  };

  it('walks a whole sequence, and neither sends nor writes anything', async () => {
    const { world } = story;
    const { email, ...rest } = story.someone();
    const reply = await world.accept({ email, ...rest });
    assert.match(reply.id, /^assessment\/shadow-[0-9a-f]{32}$/);
    assert.deepEqual(reply.warnings, ['shadow mode: nothing is sent']);
    const ready = await world.app.request('/ready');
    const { shadow, sending } = (await ready.json()) as Record<string, unknown>;
    assert.deepEqual([ready.status, shadow, sending], [200, true, false]);
    const { Cookie } = await openSession(world.app, 'Ann', sandboxSecrets.ADMIN_TOKEN);
    const page = await world.app.request('/console', { headers: { Cookie } });
    assert.match(await page.text(), /role="status"><strong>Shadow mode\./);
    const { outcome, emails } = await world.result(reply.id);
    assert.equal(outcome, 'completed');
    const [, ...ours] = emails;
    assert.deepEqual(
      ours.map(({ number, outcome: fate, at, resendId }) => [
        number,
        fate,
        Math.round((Date.parse(at ?? '') - story.base.getTime()) / HOUR),
        /^shadow-[0-9a-f]{32}$/.test(resendId ?? ''),
      ]),
      [
        [2, 'sent', 24, true],
        [3, 'sent', 72, true],
        [4, 'sent', 96, true],
        [5, 'sent', 120, true],
      ],
    );
    assert.deepEqual(writes(), []);
    assert.ok(
      world.notion.log().some(({ key }) => key === 'ntn_sandbox'),
      'Notion was read',
    );
  });

  it('says where an older system did the same, did not, and did more', async () => {
    const { world } = story;
    const sarah = story.someone({ business_name: 'Salon Sarah' });
    const missed = story.someone();
    const stopped = story.someone();
    const stranger = 'stranger@salon.example';
    const [{ id }] = [await world.accept(sarah), await world.accept(missed)];
    const { id: stoppedId } = await world.accept(stopped);
    await world.control(stoppedId, 'stop');
    await sendThere(sarah.email, 'The assessment result for Salon Sarah'); // the website's own
    await story.env.sleep('24h');
    await story.env.sleep('65m');
    const second = 'Where I would start: GPS';
    await sendThere(sarah.email.toUpperCase(), second);
    await sendThere(stopped.email, second);
    await sendThere(stranger, 'Where I would start: one of them');
    await sendThere(sarah.email, 'Your invoice of November');
    await story.env.sleep('2h');

    const out = join(folder, 'emails.csv');
    const { code, out: said, err } = await command(`shadow report --json --out ${out}`);
    assert.equal(code, 0, err);
    interface Report {
      lines: Record<string, string | number>[];
      same: number;
      missing: number;
      extra: number;
      notDue: number;
      website: number;
      others: number;
    }
    const report = JSON.parse(said) as Report;
    const own = (email: string) =>
      report.lines.filter((line) => line['email'] === email.toLowerCase());
    assert.deepEqual(
      own(sarah.email).map(({ verdict, run, number, apartMs }) => [
        verdict,
        run,
        number,
        Math.round(Number(apartMs) / MINUTE),
      ]),
      [['same', id, 2, 65]],
    );
    assert.deepEqual(
      own(missed.email).map(({ verdict, number }) => [verdict, number]),
      [['missing', 2]],
    );
    assert.deepEqual(
      own(stopped.email).map(({ verdict, note }) => [verdict, note]),
      [['extra', 'here it is stopped (operator)']],
    );
    assert.deepEqual(
      own(stranger).map(({ verdict, note }) => [verdict, note]),
      [['extra', 'this person has no run here']],
    );
    assert.deepEqual([report.website, report.others], [1, 1]);
    assert.equal(statSync(out).mode & 0o777, 0o600);
    assert.equal(readFileSync(out, 'utf8').trim().split('\r\n').length, report.lines.length + 1);
    const { out: text } = await command('shadow report --since 4h');
    assert.match(text, /Same: 1\n.*\n.*65 min later/);
    assert.match(text, /They differ: 1 the same, 1 missing, 2 extra\./);
    assert.match((await command('shadow end')).out, /2 runs of shadow mode told to end/);
    assert.equal((await world.result(id)).outcome, 'stopped:operator');
    assert.deepEqual(writes(), []);
  });

  it('is ended by one command', async () => {
    const { world } = story;
    const { id } = await world.accept(story.someone());
    const { out, code, err } = await command('shadow end --by Ann');
    assert.equal(code, 0, err);
    assert.match(out, /1 run of shadow mode told to end/);
    assert.equal((await world.result(id)).outcome, 'stopped:operator');
    assert.match((await command('shadow end --by Ann')).out, /No run of shadow mode is open/);
    assert.match((await command('handback')).err, /SHADOW is on/);
  });

  it('writes and sends nothing whatever happens to people, runs and records', async () => {
    const { world } = story;
    const [client, lead, reader] = [story.someone(), story.someone(), story.someone()];
    await world.accept({ email: client.email, first_name: 'Sam' }, '/webhooks/signup');
    const { id } = await world.accept({ ...lead, red_systems: 8 });
    const { id: readersId } = await world.accept(reader);
    await world.control(id, 'pause');
    await world.control(id, 'resume', { mode: 'shift' });
    await world.control(id, 'skip-next');
    await world.control(id, 'send-now');
    await story.env.sleep('1 minute');
    const token = new URL(unsubscribeUrl(world.config, reader.email)).pathname;
    assert.equal((await world.app.request(token, { method: 'POST' })).status, 200);
    const booking = calcomBooking('uid', lead.email);
    const { body, headers } = signedByCalcom(sandboxSecrets.CALCOM_WEBHOOK_SECRET, booking);
    await world.app.request('/webhooks/calcom', { method: 'POST', body, headers });
    const paid = { email: client.email, payment_confirmed: true };
    const { id: clientsId } = await world.accept(paid, '/webhooks/onboarding');
    await world.operate(`/contacts/${client.email}/stop`, { by: 'Ann' });
    assert.equal((await world.result(id)).outcome, 'stopped:booked');
    assert.equal((await world.result(readersId)).outcome, 'stopped:unsubscribed');
    assert.equal((await world.result(clientsId)).outcome, 'stopped:operator');
    await world.operate(`/contacts/${reader.email}/resubscribe`, { by: 'Ann' });
    // Of emails of the older system, should Resend report to both.
    for (const type of ['email.bounced', 'email.complained']) {
      const bounce = { type: 'Permanent', subType: 'General', message: 'No such mailbox.' };
      const told = resendEvent(type, { to: [lead.email], tags: undefined, bounce });
      const signed = signedByResend(sandboxSecrets.RESEND_WEBHOOK_SECRET, told, {
        id: type,
      });
      const answer = await world.app.request('/webhooks/resend', { method: 'POST', ...signed });
      assert.equal(answer.status, 200, await answer.text());
    }
    const test = await world.runs.sendTest({ template: '5-Day E2', to: reader.email, by: 'Ann' });
    assert.match('reason' in test ? test.reason : '', /SHADOW is on/);
    const { unread } = await world.runs.reconcile({ days: 1, fix: true });
    assert.match(unread.join(), /SHADOW is on/);
    const [, readersKey] = readersId.split('/');
    await world.client.workflow.getHandle(`resubscribe/${readersKey}`).result();
    assert.deepEqual(writes(), []);
    assert.equal(world.resend.ledger().length, 0);
    assert.match(inbox.alerts.join('\n'), /\[shadow\] .*hot lead/i);
  });
});
