import assert from 'node:assert/strict';
import { DAY } from '../../src/domain/duration.js';
import { tellConsoleStory } from '../support/console-story.js';
import { assertForAll } from '../support/page-check.js';

/** What an operator looks at, in a real browser: for everybody, on a phone and a desktop, in light and in dark. */
describe('an operator who looks', () => {
  const story = tellConsoleStory();

  it('looks at a sequence: a picture of its emails, and what has become of its runs', async () => {
    await story.go('/sequences');
    await assertForAll(story.page);
    await story.follow('.rows a');
    assert.equal(await story.text('h1'), 'assessment');
    await assertForAll(story.page);
    assert.equal(
      await story.text('.picture desc'),
      '#1 at once, #2 after 24 hours, #3 after 3 days, #4 after 4 days, #5 after 5 days.',
    );
    assert.equal((await story.page.$$('.picture circle')).length, 5);
    const row = (number: number) => story.texts(`.funnel tbody tr:nth-child(${number}) > *`);
    const cells = async (number: number) => (await row(number)).slice(0, 6).join(' ');
    assert.equal(await cells(1), 'Started 3    ');
    assert.equal(await cells(2), 'Sent #1 5-Day E1 3 – – – 0');
    assert.equal(await cells(3), 'Sent #2 5-Day E2 0 0 0 0 0');
  });

  it('looks whether all is well, part by part', async () => {
    await story.go('/well');
    await assertForAll(story.page);
    const lines = new Map<string, string>();
    for (const line of await story.page.$$('tbody tr')) {
      const [what = '', ...rest] = await line.$$eval('th, td', (found) =>
        found.map(({ textContent }) => textContent),
      );
      lines.set(what, rest.join(' '));
    }
    assert.equal(lines.get('Sending'), 'good is on');
    assert.equal(lines.get('Resend'), 'good no fault is known');
    assert.equal(lines.get('Late by more than 10 minutes'), 'good 0 emails');
    assert.match(
      lines.get('Queue evergreen-resend') ?? '',
      /^good a worker takes its tasks; about 0/,
    );
    assert.match(lines.get('Last webhook of the website') ?? '', / UTC-[45] \(/);
    assert.equal(lines.get('Last webhook of Resend'), ' none yet');
  });

  it('is told which days make no sense', async () => {
    await story.go('/sequences/assessment?from=2025-12-02&until=2025-12-01');
    assert.match(await story.text('[role=alert]'), /not before the first/);
    await assertForAll(story.page);
  });

  it("reads a person's time on one page, on the clocks of the zone that they choose", async () => {
    const [ann = ''] = story.ids;
    const key = ann.split('/')[1] ?? '';
    await story.world.control(ann, 'pause', { reason: 'a public holiday' });
    await story.world.control(ann, 'resume', { mode: 'shift' });
    await story.go(`/contacts/${key}`);
    await story.follow('.links a');
    await assertForAll(story.page);
    const told = (await story.texts('.rows li')).join(' | ');
    assert.match(told, /assessment #1 5-Day E1: sent by the website \| .*assessment: accepted \| /);
    assert.match(told, /paused by Ann a public holiday .* resumed: shift by Ann/);
    assert.match(told, /resumed: shift .* assessment #2 5-Day E2: due .* #5 5-Day E5: due/);
    const times = await story.page.$$eval('.rows time', (found) =>
      found.map((one) => one.getAttribute('datetime') ?? ''),
    );
    assert.deepEqual(
      times,
      times.toSorted((one, other) => Date.parse(one) - Date.parse(other)),
    );
    assert.match(await story.text('.rows time'), / UTC-[45]$/, "the campaign's zone comes first");

    await story.follow('nav a[href="/console/zone"]');
    await assertForAll(story.page);
    await story.page.select('[name=zone]', 'Australia/Eucla');
    await story.follow('main button');
    assert.equal(await story.text('.said.done'), 'Times are told in this zone.');
    await story.go(`/runs/${encodeURIComponent(ann)}`);
    assert.match(await story.text('.timeline time'), / UTC\+8:45$/);
    const day = new Date(Date.now() + 300 * DAY).toISOString().slice(0, 10);
    await story.page.$eval(
      '[name=at]',
      (input, at) => input.setAttribute('value', at),
      `${day}T18:00`,
    );
    await story.page.focus('details:has(#reschedule) summary');
    await story.page.keyboard.press('Enter');
    await story.page.select('#reschedule [name=number]', '5');
    await story.page.type('#reschedule [name=reason]', 'much later');
    await story.follow('#reschedule button');
    const { emails } = await story.world.told(ann);
    const last = emails.find(({ number }) => number === 5);
    assert.equal(last?.dueAt, `${day}T09:15:00.000Z`);
  });
});
