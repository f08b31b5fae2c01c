import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { eventually } from '../support/sandbox-process.js';
import { inSkippedTime } from '../support/skipped-time.js';

/** What operators are told at once: each thing once, naming run, email and template, never a person. */
describe('alerts, in skipped time', () => {
  let server: Server;
  let told: string[] = [];
  let refusals = 0;
  const settings: Record<string, string> = {};

  before(async () => {
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += chunk));
      request.on('end', () => {
        if (refusals > 0) {
          refusals -= 1;
          response.writeHead(500).end();
          return;
        }
        const { text, content } = JSON.parse(body) as { text: string; content: string };
        assert.equal(text, content);
        told.push(text);
        response.end('ok');
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    settings['ALERT_WEBHOOK_URL'] = `http://127.0.0.1:${port}/hook`;
  });
  beforeEach(() => {
    told = [];
    refusals = 0;
  });
  after(async () => {
    server.close();
    await once(server, 'close');
  });
  const story = inSkippedTime({ settings });

  const titles = () => told.map((text) => text.split('\n')[0]);

  it('tell of a hot lead once, also when the first tries to tell fail', async () => {
    refusals = 3;
    const posted = story.someone();
    const { id } = await story.world.accept(posted);
    await story.world.accept(posted);
    await story.world.result(id);
    assert.deepEqual(titles(), ['Hot lead']);
    assert.match(told[0] ?? '', new RegExp(`${id} http`));
    assert.doesNotMatch(told.join(), /person|sarah|salon/i);
  });

  it('tell of a website that did not send its own email', async () => {
    const posted = story.someone({ red_systems: 0, email_1_status: 'bounced' });
    const { id } = await story.world.accept(posted);
    await story.world.result(id);
    assert.deepEqual(titles(), ['The website did not send email #1']);
  });

  it('tell of an email that waits for its copy once, however often it is tried', async () => {
    const [template] = await story.world.observer.templates.find('name', 'equals', '5-Day E3');
    await story.world.observer.templates.update(template?.id ?? '', { status: 'Inactive' });
    const { id } = await story.world.accept(story.someone({ red_systems: 0 }));
    await story.env.sleep('75h');
    await story.world.observer.templates.update(template?.id ?? '', { status: 'Active' });
    await story.world.result(id);
    assert.deepEqual(titles(), ['Emails wait', 'It is mended']);
    assert.match(told[0] ?? '', /template "5-Day E3": expected one Active template, found none/);
  });

  it('tell of copy that puts a value where it could do harm, and of its mending', async () => {
    const [template] = await story.world.observer.templates.find('name', 'equals', '5-Day E3');
    const edit = (html: string) =>
      story.world.observer.templates.update(template?.id ?? '', { html });
    await edit('<p style="color: {{ first_name }}">Hello</p>');
    const { id } = await story.world.accept(story.someone({ red_systems: 0 }));
    await story.env.sleep('75h');
    await edit(template?.values.html ?? '');
    await story.world.result(id);
    assert.deepEqual(titles(), ['Emails wait', 'It is mended']);
    assert.match(
      told[0] ?? '',
      /template "5-Day E3", body 1:\d+: \{\{ first_name \}\} stands in "style"/,
    );
  });

  it('tell of an email that failed, and of one that nobody knows of', async () => {
    const { id } = await story.world.accept(story.someone({ red_systems: 0 }));
    story.world.resend.setFaults([
      { kind: 'status', route: 'POST /emails', status: 422, times: 1 },
      { kind: 'after', route: 'POST /emails', then: 'reset' },
    ]);
    await story.env.sleep('93h');
    story.world.resend.setFaults([]);
    await story.world.result(id);
    assert.deepEqual(titles(), [
      'An email failed: email 2 (5-Day E2)',
      'An email may or may not have been sent: email 3 (5-Day E3)',
    ]);
  });

  it('tell of onboarding that began with an open contract', async () => {
    const { email } = story.someone();
    const body = { email, payment_confirmed: true, docusign_completed: false };
    const { id } = await story.world.accept(body, '/webhooks/onboarding');
    await story.world.result(id);
    assert.deepEqual(titles(), ['Onboarding began with an open contract']);
  });

  it('tell of a contact with several rows once, however many emails they get', async () => {
    const posted = story.someone({ red_systems: 0 });
    for (const firstName of ['Sarah', 'Sally'])
      await story.world.observer.contacts.create({ email: posted.email.toLowerCase(), firstName });
    const { id } = await story.world.accept(posted);
    await story.env.sleep('30h');
    await story.world.accept({ ...posted, business_name: 'New Salon' });
    assert.equal((await story.world.result(id)).outcome, 'completed');
    assert.deepEqual(titles(), ['A contact has several rows in Notion']);
    const { email } = story.someone();
    for (const firstName of ['Sarah', 'Sally'])
      await story.world.observer.contacts.create({ email: email.toLowerCase(), firstName });
    await story.world.result((await story.world.accept({ email }, '/webhooks/signup')).id);
    assert.equal(titles().length, 2);
  });

  it('tell of an email that waited here until it was too late, as of one that failed', async () => {
    const posted = story.someone({ red_systems: 0 });
    const { id } = await story.world.accept(posted);
    await story.env.sleep('1h');
    const { contacts } = story.world.observer;
    const [row] = await contacts.find('email', 'equals', posted.email.toLowerCase());
    await contacts.update(row?.id ?? '', { emailStatus: 'Do not mail' });
    await story.env.sleep('49h');
    await contacts.update(row?.id ?? '', { emailStatus: 'Subscribed' });
    assert.equal((await story.world.result(id)).emails[1]?.reason, 'too_late');
    assert.deepEqual(titles(), [
      'An email waits: email 2 (5-Day E2)',
      'An email waited here until it was too late: email 2 (5-Day E2)',
    ]);
  });

  it('tell of an Email Status that nobody knows, and hold the email for it', async () => {
    const posted = story.someone({ red_systems: 0 });
    const { id } = await story.world.accept(posted);
    await story.env.sleep('1h');
    const { contacts } = story.world.observer;
    const [row] = await contacts.find('email', 'equals', posted.email.toLowerCase());
    await contacts.update(row?.id ?? '', { emailStatus: ' Do not mail ' });
    await story.env.sleep('25h');
    assert.deepEqual(await story.world.mailsTo(posted.email, story.base), []);
    assert.deepEqual(titles(), ['An email waits: email 2 (5-Day E2)']);
    assert.match(told[0] ?? '', /contacts: "Email Status" is "Do not mail"/);
    await contacts.update(row?.id ?? '', { emailStatus: 'subscribed' });
    assert.equal((await story.world.result(id)).outcome, 'completed');
    assert.equal((await story.world.mailsTo(posted.email, story.base)).length, 4);
  });

  it('never hold up a run: without anybody to tell, all emails go', async () => {
    refusals = Number.POSITIVE_INFINITY;
    const posted = story.someone();
    const { id } = await story.world.accept(posted);
    assert.equal((await story.world.result(id)).outcome, 'completed');
    assert.equal((await story.world.mailsTo(posted.email, story.base)).length, 4);
    const body = await story.world.told(id);
    assert.ok(body.history.some(({ what }) => what === 'alert hot_lead could not be raised'));
  });

  it('never keep a complaint from Notion, though neither is there for longer than they are tried', async () => {
    refusals = Number.POSITIVE_INFINITY;
    const { email } = story.someone();
    await story.env.client.workflow.start('stopContact', {
      taskQueue: 'evergreen',
      workflowId: `stop/${email}/complained`,
      args: [{ stop: 'complained', contactKey: 'c'.repeat(32), email, at: '2025-12-01T00:00:00Z' }],
    });
    story.world.notion.setFaults([{ kind: 'status', status: 503 }]);
    await story.env.sleep('20m');
    story.world.notion.setFaults([]);
    await story.env.sleep('1h');
    const { contacts } = story.world.observer;
    const [contact] = await contacts.find('email', 'equals', email.toLowerCase());
    assert.equal(contact?.values.emailStatus, 'Complained');
  });

  it('never lose what is told of a person of a run that has ended but for them', async () => {
    refusals = Number.POSITIVE_INFINITY;
    const posted = story.someone();
    const { id } = await story.world.accept(posted);
    await story.world.control(id, 'stop');
    await eventually('its rows say so', async () =>
      (await story.world.rows(id)).includes('#5 stopped (operator)'),
    );
    await story.world.accept({ ...posted, business_name: 'New Salon' });
    assert.equal((await story.world.result(id)).outcome, 'stopped:operator');
    const email = posted.email.toLowerCase();
    const [contact] = await story.world.observer.contacts.find('email', 'equals', email);
    assert.equal(contact?.values.businessName, 'New Salon');
  });
});
