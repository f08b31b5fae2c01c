import assert from 'node:assert/strict';
import { taskQueues } from '../../src/domain/run/task-queues.js';
import { dataSourceIds } from '../../src/sandbox/seed.js';
import { withAlertInbox } from '../support/alert-inbox.js';
import { inSkippedTime } from '../support/skipped-time.js';
import { trash } from '../support/trash.js';

/** Whoever edits copy hears of a fault before anybody is due; the watch looks every minute. */
describe('copy that is edited, in skipped time', () => {
  const inbox = withAlertInbox();
  const story = inSkippedTime({ settings: inbox.settings });
  let looks = 0;

  const titles = () => inbox.alerts.map((text) => text.split('\n')[0]);
  const aMinuteLater = async () => {
    await story.env.sleep('1 minute');
    looks += 1;
    const options = {
      workflowId: `watch-${looks}`,
      taskQueue: taskQueues.workflows,
      args: [],
    };
    await story.world.client.workflow.execute('watch', options);
    await story.env.sleep('1 second'); // the incident tells
  };
  const rowsNamed = (name: string) => story.world.observer.templates.find('name', 'equals', name);
  const edit = async (name: string, change: (html: string) => string) => {
    const [row] = await rowsNamed(name);
    const html = change(row?.values.html ?? '');
    await story.world.observer.templates.update(row?.id ?? '', { html });
  };
  /** What the worker asked Notion of its templates since. */
  const asked = (since: number) =>
    story.world.notion
      .log()
      .slice(since)
      .filter(({ key }) => key === 'ntn_sandbox')
      .map(({ method, path }) => `${method} ${path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, ':id')}`);
  const log = () => story.world.notion.log().length;

  beforeEach(async () => {
    // The stand-in begins anew: what was known of its rows is not any more.
    await story.env.sleep('5 minutes');
    await aMinuteLater();
    inbox.alerts.length = 0;
  });

  it('a mistyped variable is one alert a minute later, and one more when it is mended', async () => {
    await edit('5-Day E3', (html) => html.replace('{{ first_name }}', '{{ fist_name }}'));
    await aMinuteLater();
    assert.deepEqual(titles(), ['Emails wait']);
    assert.match(
      inbox.alerts[0] ?? '',
      /A template cannot be used: template "5-Day E3", body 2:\d+: nobody tells a variable "fist_name"; did you mean "first_name"\? No email is due\. Mend it in Notion\./,
    );
    await aMinuteLater();
    await aMinuteLater();
    assert.equal(inbox.alerts.length, 1, 'it is told once');
    await edit('5-Day E3', (html) => html.replace('{{ fist_name }}', '{{ first_name }}'));
    await story.env.sleep('3 minutes');
    assert.deepEqual(titles(), ['Emails wait', 'It is mended']);
    await aMinuteLater();
    assert.equal(inbox.alerts.length, 2);
  });

  it('another edit within the same minute shows too', async () => {
    await edit('5-Day E4', (html) => `${html}<p>One more line.</p>`);
    await aMinuteLater();
    assert.deepEqual(titles(), []);
    await edit('5-Day E4', (html) => `${html}{% if %}`);
    await aMinuteLater();
    assert.deepEqual(titles(), ['Emails wait']);
    await edit('5-Day E4', (html) => html.replace('{% if %}', ''));
    await story.env.sleep('3 minutes');
  });

  it('one that is set Inactive, or thrown away, is told of too', async () => {
    const [inactive] = await rowsNamed('noshow_recovery_email_1');
    await story.world.observer.templates.update(inactive?.id ?? '', { status: 'Inactive' });
    const [gone] = await rowsNamed('noshow_recovery_email_2');
    await trash(story.world, gone?.id ?? '');
    await aMinuteLater();
    const told = inbox.alerts.join('\n');
    assert.match(
      told,
      /"noshow_recovery_email_1": expected one Active template, found none \(Inactive\)/,
    );
    assert.match(told, /there is no template "noshow_recovery_email_2"/);
    assert.equal(inbox.alerts.length, 2);
  });

  it('costs one small request a minute while nothing is edited, and one more for what is', async () => {
    const before = log();
    await aMinuteLater();
    assert.deepEqual(asked(before), ['POST /v1/data_sources/:id/query']);
    const edited = log();
    await edit('5-Day E5', (html) => `${html}<p>More.</p>`);
    await aMinuteLater();
    const requests = asked(edited).filter((one) => !one.startsWith('PATCH'));
    assert.deepEqual(requests, ['POST /v1/data_sources/:id/query', 'GET /v1/pages/:id']);
  });

  it('a Notion that is away is no fault of copy', async () => {
    const away = {
      kind: 'status',
      key: 'ntn_sandbox',
      match: dataSourceIds.templates,
      status: 503,
    } as const;
    story.world.notion.setFaults([away]);
    await edit('5-Day E2', (html) => `${html}{{ fist_name }}`);
    await aMinuteLater();
    assert.deepEqual(titles(), []);
    story.world.notion.setFaults([]);
    await aMinuteLater();
    assert.deepEqual(titles(), ['Emails wait']);
    await edit('5-Day E2', (html) => html.replace('{{ fist_name }}', ''));
    await story.env.sleep('3 minutes');
    assert.deepEqual(titles(), ['Emails wait', 'It is mended']);
  });
});
