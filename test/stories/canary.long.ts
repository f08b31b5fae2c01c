import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { Client } from '@temporalio/client';
import { databaseIds } from '../../src/sandbox/seed.js';
import { connectWorkspace, type Workspace } from '../../src/vendors/notion/connect.js';
import { openAlertInbox } from '../support/alert-inbox.js';
import { bytesOf, foundIn, foundInFiles } from '../support/canary.js';
import { askApi, type Fleet, startFleet } from '../support/fleet.js';
import { eventually } from '../support/sandbox-process.js';
import { scrape } from '../support/scrape.js';
import { calcomBooking, signedByCalcom } from '../support/sender-posts.js';

const drawn = (name: string) => `${name}-canary-${randomBytes(20).toString('hex')}`;
const asSigningKey = (name: string) => `whsec_${Buffer.from(drawn(name)).toString('base64')}`;

/** Everything about a person; no text of it stands anywhere else in this repository. */
const person = {
  domain: 'kanaria-quitte.example',
  firstName: 'Zanzibarina',
  lastName: 'Ölmüllerová',
  business: 'Quittenkontor Zander & Söhne',
  objection: 'too dear before the harvest of pears',
  reason: 'rang us from the hospital',
};
const email = (who: string) => `${who}@${person.domain}`;

const settings = {
  ENCRYPTION_KEY: `canary-2026:${randomBytes(32).toString('base64')}`,
  ADMIN_TOKEN: drawn('admin'),
  WEBHOOK_KEY: drawn('website'),
  CONTACT_KEY_SECRET: drawn('contact'),
  UNSUBSCRIBE_SECRET: drawn('unsubscribe'),
  CALCOM_WEBHOOK_SECRET: drawn('calcom'),
  RESEND_WEBHOOK_SECRET: asSigningKey('resend'),
  RESEND_API_KEY: drawn('re'),
  NOTION_TOKEN: drawn('ntn'),
};
const [, encryptionKey = ''] = settings.ENCRYPTION_KEY.split(':');
const canaries = { ...person, ...settings, ENCRYPTION_KEY: encryptionKey };
/** What stands in clear on purpose, so that it is known that the search would find it. */
const control = { control: 'Kontrollperson Bergamotte' };

/** Real processes and a database on disk; whatever is written of a person outside of payloads is found. */
describe('a person and the secrets, with encryption on', () => {
  let fleet: Fleet;
  let inbox: Awaited<ReturnType<typeof openAlertInbox>>;
  let workspace: Workspace;
  before(async () => {
    inbox = await openAlertInbox();
    const ALERT_WEBHOOK_URL = `${inbox.settings.ALERT_WEBHOOK_URL}${drawn('alerts')}`;
    fleet = await startFleet({
      workers: 1,
      apis: 1,
      notionPerSecond: 200,
      resendPerSecond: 50,
      hasMetrics: true,
      settings: { ...settings, ALERT_WEBHOOK_URL, LOG_LEVEL: 'debug' },
    });
    workspace = await connectWorkspace({
      token: 'ntn_author',
      baseUrl: fleet.notionUrl,
      requestsPerSecond: 1_000,
      databases: databaseIds,
    });
  });
  after(async () => {
    await fleet.close();
    await inbox.close();
  });

  const ask = (path: string, body?: object) => askApi(fleet.apis[0] ?? '', path, body, settings);
  const dayAgo = () => new Date(Date.now() - 24 * 3_600_000).toISOString();
  const assess = async (who: string, more: object = {}) => {
    const { firstName: first_name, lastName: last_name, business: business_name } = person;
    const own = { email: email(who), first_name, last_name, business_name };
    const posted = { ...own, email_1_sent_at: dayAgo(), ...more };
    const { status, body } = await ask('/webhooks/assessment', posted);
    assert.equal(status, 202, JSON.stringify(body));
    return String(body['id']);
  };
  const mailsTo = (who: string) =>
    fleet.resend.ledger().filter(({ to }) => to.includes(email(who)));
  const isSent = (who: string) =>
    eventually(`${who} gets mail`, async () => mailsTo(who).length > 0);
  const emailsOf = async (id: string) => {
    const { body } = await ask(`/runs/${encodeURIComponent(id)}`);
    return JSON.stringify(body['emails']);
  };
  const becomes = (id: string, what: RegExp) =>
    eventually(`${id} shows ${what}`, async () => what.test(await emailsOf(id)));
  /** A vendor that quotes whom it was asked about. */
  const quoting = (who: string, status: number) => {
    const said = `Invalid \`to\`: ${person.firstName} ${person.lastName} <${email(who)}> is unknown`;
    return {
      statusCode: status,
      name: 'validation_error',
      code: 'validation_error',
      message: said,
    };
  };

  it('stand in no file, list, log, metric or alert, whatever goes wrong', async () => {
    const [row] = await workspace.templates.find('name', 'equals', '5-Day E3');
    assert.ok(row);
    await workspace.templates.update(row.id, { html: '<p>{{ fist_name }}</p>' });

    // Answers that quote them, and one that comes to nobody.
    fleet.resend.setFaults([
      {
        kind: 'status',
        status: 500,
        match: email('tracked'),
        times: 1,
        body: quoting('tracked', 500),
      },
      { kind: 'status', status: 422, match: email('failed'), body: quoting('failed', 422) },
      { kind: 'hang', match: email('killed'), times: 1 },
    ]);
    fleet.notion.setFaults([
      {
        kind: 'status',
        status: 502,
        route: 'PATCH /pages/:id',
        times: 2,
        body: quoting('tracked', 502),
      },
    ]);
    const failed = await assess('failed');
    const tracked = await assess('tracked');
    const blocked = await assess('blocked');
    const killed = await assess('killed');
    await becomes(failed, /"state":"failed"/);
    await isSent('tracked');

    // A template at fault, and a person who is asked for by operators.
    await isSent('blocked');
    await ask(`/runs/${encodeURIComponent(blocked)}/send-now`, {
      by: 'Ann',
      reason: person.reason,
    });
    await eventually('an alert names the template', async () =>
      inbox.alerts.some((text) => text.includes('5-Day E3')),
    );
    assert.equal((await ask(`/contacts/${encodeURIComponent(email('blocked'))}`)).status, 200);
    assert.equal((await ask('/plan', { sequence: 'nothing', email: email('plan') })).status, 422);
    assert.equal((await ask('/webhooks/assessment', { email: `${email('x')} x` })).status, 422);

    // Ends of every kind: by the reader, the mail, the calendar, an operator.
    const [mail] = mailsTo('blocked');
    const [, link = ''] =
      /<https?:\/\/[^/]+(\/.*)>/.exec(mail?.headers['List-Unsubscribe'] ?? '') ?? [];
    const unsubscribed = await fetch(`${fleet.apis[0]}${link}`, { method: 'POST' });
    assert.equal(unsubscribed.status, 200);
    fleet.resend.setWebhook({
      url: `${fleet.apis[0]}/webhooks/resend`,
      secret: settings.RESEND_WEBHOOK_SECRET,
    });
    const { message } = quoting('tracked', 550);
    const emailId = mailsTo('tracked')[0]?.id ?? '';
    const details = { type: 'Permanent', subType: 'General', message };
    await fleet.resend.happen({ emailId, type: 'email.bounced', details });
    const booking = calcomBooking('uid-1', email('failed'));
    const booked = await fetch(`${fleet.apis[0]}/webhooks/calcom`, {
      method: 'POST',
      ...signedByCalcom(settings.CALCOM_WEBHOOK_SECRET, booking),
    });
    assert.equal(booked.status, 202);
    const stop = { by: 'Ann', reason: person.reason };
    const asked = `/contacts/${encodeURIComponent(email('killed'))}/stop`;
    await eventually('the hanging request is under way', async () =>
      fleet.resend.log().some(({ fault }) => fault === 'hang'),
    );
    const counted = [...fleet.metrics.apis, ...fleet.metrics.workers];
    const metrics = await Promise.all(counted.map(async (url) => (await scrape(url)).text));
    await fleet.workers[0]?.end('SIGKILL');
    assert.equal((await ask(asked, stop)).status, 202);
    await fleet.startWorker();
    const isOver = async (id: string) =>
      (await ask(`/runs/${encodeURIComponent(id)}`)).body['status'] === 'ended';
    for (const [who, id] of Object.entries({ failed, tracked, blocked, killed })) {
      await eventually(`the run of ${who} ends`, () => isOver(id));
    }

    await writeInClear();
    const told = { ...(await tellingOf()), metrics: Buffer.from(metrics.join('\n')) };
    assert.ok(
      told.histories.length > 20_000 && told.logs.length > 10_000,
      'there is something to search',
    );
    await fleet.temporal.stop(); // then its files stay as they are
    assert.deepEqual(foundInFiles(fleet.folder, control), ['control']);
    assert.deepEqual(foundIn(told.histories, control), ['control']);
    assert.deepEqual(foundIn(told.visibility, control), ['control']);
    assert.deepEqual(foundInFiles(fleet.folder, canaries), []);
    for (const [where, text] of Object.entries(told))
      assert.deepEqual(foundIn(text, canaries), [], where);
  });

  /** As a process without a key would write; it is there once Temporal lists it. */
  async function writeInClear(): Promise<void> {
    const { control: text } = control;
    const client = new Client({ connection: fleet.client.connection });
    const options = {
      taskQueue: 'nobody',
      workflowId: 'control',
      args: [{ text }],
      memo: { text },
    };
    await client.workflow.start('control', options);
    await eventually('what stands in clear is listed', async () => {
      const { count } = await client.workflow.count("WorkflowId = 'control'");
      return count === 1;
    });
  }

  /** All that is told of people outside of the database's files, as it stands there. */
  async function tellingOf() {
    const { workflowService } = fleet.client;
    const { executions } = await workflowService.listWorkflowExecutions({
      namespace: 'default',
      pageSize: 1_000,
    });
    const histories = await Promise.all(
      executions.map(
        ({ execution }) =>
          fleet.client.workflow
            .getHandle(execution?.workflowId ?? '', execution?.runId ?? '')
            .fetchHistory()
            .catch(() => undefined), // a question that was answered meanwhile, and deleted
      ),
    );
    return {
      histories: bytesOf(histories),
      visibility: bytesOf(executions),
      logs: Buffer.from(fleet.said()),
      alerts: Buffer.from(inbox.alerts.join('\n')),
    };
  }
});
