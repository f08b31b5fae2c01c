import assert from 'node:assert/strict';
import { dataSourceIds } from '../../src/sandbox/seed.js';
import { withAlertInbox } from '../support/alert-inbox.js';
import { inSkippedTime } from '../support/skipped-time.js';
import { trash } from '../support/trash.js';

type Fault = Parameters<ReturnType<typeof inSkippedTime>['world']['notion']['setFaults']>[0][0];

/** What stops everybody is one fact: told once, looked at for all, and over for all. */
describe('incidents, in skipped time', () => {
  const inbox = withAlertInbox();
  beforeEach(() => {
    inbox.alerts.length = 0;
  });
  const story = inSkippedTime({ settings: inbox.settings });

  const refusal = (status: number, code: string, more: Partial<Fault> = {}): Fault => ({
    kind: 'status',
    key: 'ntn_sandbox',
    status,
    body: { object: 'error', status, code, message: 'no' },
    ...more,
  });
  const attention = async (id: string) => (await story.world.told(id)).needsAttention;
  const titles = () => inbox.alerts.map((text) => text.split('\n')[0]);

  it('a revoked token under fifty due runs is one alert, and fifteen requests in ten minutes', async () => {
    const posted = Array.from({ length: 50 }, () => story.someone({ red_systems: 0 }));
    const ids: string[] = [];
    for (const one of posted) ids.push((await story.world.accept(one)).id);
    await story.env.sleep('1435 minutes');
    const before = story.world.notion.log().length;
    story.world.notion.setFaults([refusal(401, 'unauthorized')]);
    await story.env.sleep('15 minutes');
    const asked = story.world.notion.log().slice(before);
    assert.ok(asked.length > 0 && asked.length <= 15, `${asked.length} requests`);
    assert.deepEqual(titles(), ['Emails wait']);
    assert.match(inbox.alerts[0] ?? '', /Notion refuses us: Notion answered 401 unauthorized/);
    assert.match((await attention(ids[0] ?? '')) ?? '', /401 unauthorized/);
    story.world.notion.setFaults([]);
    await story.env.sleep('3 minutes');
    assert.deepEqual(titles(), ['Emails wait', 'It is mended']);
    for (const { email } of posted) {
      assert.equal((await story.world.mailsTo(email, story.base)).length, 1);
    }
    assert.equal(await attention(ids[0] ?? ''), undefined);
  });

  it('a template that loops is one alert for all who wait, holds nobody else, and mends by itself', async () => {
    const [third] = await story.world.observer.templates.find('name', 'equals', '5-Day E3');
    const edit = (html: string) => story.world.observer.templates.update(third?.id ?? '', { html });
    const posted = Array.from({ length: 10 }, () => story.someone({ red_systems: 0 }));
    const ids: string[] = [];
    for (const one of posted) ids.push((await story.world.accept(one)).id);
    await story.env.sleep('2883 minutes'); // an incident is looked at every minute of it
    await edit(`${'{% for i in (1..999) %}'.repeat(4)}x${'{% endfor %}'.repeat(4)}`);
    const other = story.someone({ red_systems: 0 });
    const sentAt = (await story.world.now()).toISOString();
    await story.world.accept({ ...other, email_1_sent_at: sentAt });
    await story.env.sleep('1441 minutes'); // the others' third has waited for minutes
    assert.deepEqual(titles(), ['Emails wait']);
    const why =
      /template "5-Day E3", body: (takes over 1000 ms to|grows too large while) .* is there an endless loop/;
    assert.match(inbox.alerts[0] ?? '', why);
    for (const id of ids) assert.match((await attention(id)) ?? '', why);
    for (const { email } of posted) {
      assert.deepEqual(await story.world.mailsTo(email, story.base), ['+24h #2']);
    }
    // Meanwhile another's second was due, of a template that is well.
    assert.deepEqual(await story.world.mailsTo(other.email, story.base), ['+72h03m #2']);
    await edit(third?.values.html ?? '');
    await story.env.sleep('3 minutes');
    assert.deepEqual(titles(), ['Emails wait', 'It is mended']);
    for (const [at, { email }] of posted.entries()) {
      assert.equal((await story.world.mailsTo(email, story.base)).length, 2);
      assert.equal(await attention(ids[at] ?? ''), undefined);
    }
  });

  it('a page that alone is refused for what it holds keeps nobody else waiting', async () => {
    const her = story.someone({ red_systems: 0 });
    story.world.notion.setFaults([
      {
        ...refusal(403, 'restricted_resource'),
        route: 'POST /pages',
        match: her.email.toLowerCase(),
      },
    ]);
    const { id } = await story.world.accept(her);
    await story.env.sleep('3h');
    const others: Awaited<ReturnType<typeof story.world.accept>>[] = [];
    for (let times = 0; times < 3; times += 1) {
      others.push(await story.world.accept(story.someone({ red_systems: 0 })));
      await story.env.sleep('2 minutes');
    }
    for (const other of others) assert.equal(await attention(other.id), undefined);
    assert.match((await attention(id)) ?? '', /403 restricted_resource/);
    const told = ['Emails wait', 'It is mended', 'Notion does not show all of a run'];
    assert.deepEqual(new Set(titles()), new Set(told)); // the last two at the same moment
    assert.equal(titles().length, told.length);
    story.world.notion.setFaults([]);
    await story.env.sleep('2h');
    assert.equal(await attention(id), undefined);
  });

  it('a template that alone is refused is an incident of its own, and holds no other email', async () => {
    const [second] = await story.world.observer.templates.find('name', 'equals', '5-Day E2');
    const due = [story.someone({ red_systems: 0 }), story.someone({ red_systems: 0 })];
    const ids: string[] = [];
    for (const one of due) ids.push((await story.world.accept(one)).id);
    const others = await Promise.all(
      [0, 30].map((minutes) => {
        const sentAt = new Date(story.base.getTime() - 47 * 3_600_000 + minutes * 60_000);
        return story.world.accept(story.someone({ email_1_sent_at: sentAt.toISOString() }));
      }),
    );
    await story.env.sleep('23h');
    const pageId = second?.id ?? '';
    story.world.notion.setFaults([
      { ...refusal(403, 'restricted_resource'), match: '5-Day E2' },
      { ...refusal(403, 'restricted_resource'), match: pageId },
    ]);
    await story.env.sleep('5h');
    for (const { id } of others) {
      const third = (await story.world.told(id)).emails[2];
      const lateMs = Date.parse(third?.sentAt ?? '') - Date.parse(third?.plannedAt ?? '');
      assert.ok(lateMs < 2 * 60_000, `${lateMs} ms late`);
    }
    const told = inbox.alerts.filter((text) =>
      /template "5-Day E2": Notion answered 403/.test(text),
    );
    assert.equal(told.length, 1, 'both wait for the same, which is named');
    story.world.notion.setFaults([]);
    await story.env.sleep('3 minutes');
    for (const id of ids) assert.equal((await story.world.told(id)).emails[1]?.state, 'sent');
  });

  it('a tracker that is not shared any more delays no mail, and its rows follow', async () => {
    const posted = story.someone({ red_systems: 0 });
    const { id } = await story.world.accept(posted);
    await story.env.sleep('23h'); // an incident is looked at every minute of it
    const gone = (more: Partial<Fault>) => refusal(404, 'object_not_found', more);
    story.world.notion.setFaults([
      gone({ match: dataSourceIds.tracker }),
      gone({ route: 'PATCH /pages/:id' }), // as its rows are
    ]);
    await story.env.sleep('2h');
    assert.deepEqual(await story.world.mailsTo(posted.email, story.base), ['+24h #2']);
    assert.match((await attention(id)) ?? '', /404 object_not_found/);
    assert.deepEqual(titles(), ['Emails wait']);
    story.world.notion.setFaults([]);
    await story.env.sleep('5 minutes');
    assert.equal(await attention(id), undefined);
    const rows = await story.world.rows(id);
    assert.deepEqual(rows.slice(0, 3), ['#1 sent', '#2 sent', '#3 scheduled']);
    assert.deepEqual(titles(), ['Emails wait', 'It is mended']);
  });

  it('a row in the trash is made anew, and holds nothing', async () => {
    const posted = story.someone({ red_systems: 0 });
    const { id } = await story.world.accept(posted);
    await story.env.sleep('1h');
    const { tracker } = story.world.observer;
    const rows = await tracker.find('key', 'starts_with', `${id}/`);
    const second = rows.find(({ values }) => values.number === 2);
    await trash(story.world, second?.id ?? '');
    assert.equal((await story.world.result(id)).outcome, 'completed');
    assert.deepEqual(
      await story.world.rows(id),
      [1, 2, 3, 4, 5].map((n) => `#${n} sent`),
    );
    assert.deepEqual(titles(), []);
  });

  it('ends a run an hour after its last email, though Notion takes nothing of it', async () => {
    const posted = story.someone({ red_systems: 0 });
    const { id } = await story.world.accept(posted);
    await story.env.sleep('119h'); // an incident is looked at every minute of it
    story.world.notion.setFaults([
      refusal(403, 'restricted_resource', { route: 'PATCH /pages/:id' }),
    ]);
    assert.equal((await story.world.result(id)).outcome, 'completed');
    const ended = (await story.world.client.workflow.getHandle(id).describe()).closeTime;
    const hours = ((ended?.getTime() ?? 0) - story.base.getTime()) / 3_600_000;
    assert.ok(hours >= 120 && hours <= 121.5, `${hours} h`);
    assert.equal((await story.world.mailsTo(posted.email, story.base)).length, 4);
    const body = await story.world.told(id);
    assert.match(
      body.history.map(({ what }) => what).join('; '),
      /Notion was not told .*the row of email 5/,
    );
    story.world.notion.setFaults([]);
  });
});
