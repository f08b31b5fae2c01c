import assert from 'node:assert/strict';
import { DAY } from '../../src/domain/duration.js';
import { tellConsoleStory } from '../support/console-story.js';
import { assertForAll } from '../support/page-check.js';
import { eventually } from '../support/sandbox-process.js';

/** What an operator does with many people at once, in a real browser, and what it costs the server. */
describe('an operator of many', () => {
  const story = tellConsoleStory();

  /** Shows the list until it has so many runs. */
  const listed = (count: number, query = '') =>
    eventually(`${count} runs are listed`, async () => {
      await story.go(`/runs${query}`);
      return (await story.page.$$('.selectable')).length === count;
    });

  /** From a preview to the page that says how far it is. */
  async function carryOut(reason: string, mode?: string): Promise<string> {
    if (mode) await story.page.click(`[name=mode][value=${mode}]`);
    await story.page.type('[name=reason]', reason);
    await story.follow('form[action="/console/selections"] button');
    assert.match(story.page.url(), /\/console\/selections\/[0-9a-f-]{36}$/);
    await eventually('the server has told them', async () => {
      await story.page.reload();
      return (await story.text('main')).includes('Temporal has told all of them.');
    });
    return story.page.url();
  }

  it('pauses those that are checked, by the keyboard, after a look whom that means', async () => {
    const [ann = '', bea = '', cleo = ''] = story.ids;
    await story.world.control(bea, 'pause');
    await listed(3);
    await assertForAll(story.page);
    for (const id of [ann, bea]) {
      await story.page.focus(`[name=id][value="${id}"]`);
      await story.page.keyboard.press('Space');
    }
    await story.page.focus('[name=control][value=pause]');
    await Promise.all([story.page.waitForNavigation(), story.page.keyboard.press('Enter')]);
    assert.equal(await story.text('h1'), 'Pause several runs');
    assert.match(await story.text('main'), /1 run, as of .* 1 run left out: paused already\./);
    assert.match(await story.text('main'), /ann · ann@salon\.example assessment/);
    await assertForAll(story.page);
    assert.deepEqual(
      await story.statusesOf(story.ids),
      ['running', 'paused', 'running'],
      'it only looked',
    );

    await carryOut('a public holiday');
    await assertForAll(story.page);
    await eventually('it is paused', async () => (await story.statusesOf([ann]))[0] === 'paused');
    assert.deepEqual(await story.statusesOf([cleo]), ['running']);
    const { history } = await story.world.told(ann);
    assert.deepEqual(
      history.map(({ what, by, reason }) => [what, by, reason]),
      [['paused', 'Ann', 'a public holiday']],
    );
  });

  it('resumes all that a filter finds, and does it once however often it is posted', async () => {
    await listed(2, '?state=paused');
    await story.page.click('[name=scope][value=all]');
    await story.follow('[name=control][value=resume]');
    assert.match(await story.text('main'), /^Resume several runs 2 runs, as of /);
    const fields = await story.page.$$eval('form[action="/console/selections"] input', (inputs) =>
      inputs.map((input) => [input.getAttribute('name'), input.getAttribute('value')] as const),
    );
    const done = await carryOut('the holiday is over', 'catch-up');
    await eventually('they go on', async () =>
      (await story.statusesOf(story.ids)).every((status) => status === 'running'),
    );
    // A reload of the form's post, a double click, a second tab: paused meanwhile, they stay so.
    const [ann = ''] = story.ids;
    await story.world.control(ann, 'pause');
    await story.go('/runs');
    const posted = fields.filter(([name]) => name !== 'mode' && name !== 'reason');
    const body = new URLSearchParams();
    for (const [name, value] of posted) body.append(name ?? '', value ?? '');
    body.set('reason', 'once more');
    body.set('mode', 'catch-up');
    const cookies = await story.browser.cookies();
    const again = await story.world.app.request('/console/selections', {
      method: 'POST',
      headers: {
        Cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; '),
        'Content-Type': 'application/x-www-form-urlencoded',
        'Sec-Fetch-Site': 'same-origin',
      },
      body: body.toString(),
    });
    assert.equal(again.status, 303);
    assert.equal(`${story.url}${again.headers.get('Location')}`, done);
    assert.deepEqual(await story.statusesOf([ann]), ['paused']);
    await story.world.control(ann, 'resume', { mode: 'shift' });
  });

  it('goes on from no page that the list has not given', async () => {
    const answer = await story.go('/runs?after=zzz');
    assert.equal(answer?.status(), 422);
    assert.match(await story.text('[role=alert]'), /what the list before has given/);
  });

  it('is asked to choose somebody, and told so', async () => {
    await listed(3);
    await story.follow('[name=control][value=stop]');
    assert.match(await story.text('[role=alert]'), /choose a run, or all of them/);
  });

  it('costs the server as many questions for many runs as for few', async () => {
    const funnelSince = (days: number) => {
      const from = new Date(Date.now() - days * DAY);
      return `/sequences/assessment?from=${from.toISOString().slice(0, 10)}`;
    };
    await story.world.stopWorkers(); // they ask too
    const few = [await story.costOf(funnelSince(10)), await story.costOf('/runs?segment=CRITICAL')];
    for (let more = 0; more < 12; more += 1) story.ids.push(await story.start(`more${more}`));
    await listed(15);
    await story.page.click('[name=scope][value=all]');
    story.asked.length = 0;
    await story.follow('[name=control][value=stop]');
    const preview = story.asked.length;
    assert.match(await story.text('main'), /^Stop several runs 15 runs/);
    assert.equal(await story.costOf(funnelSince(11)), few[0]);
    // Whose they are is known by now; else each run on the page is asked for once, and no other.
    assert.equal(await story.costOf('/runs?segment=CRITICAL'), few[1], story.asked.join());
    assert.ok(preview <= 20, `${preview}`);
    await story.world.startWorkers();
  });

  it('stops all that a filter finds, and nobody who began after the look', async () => {
    await listed(15);
    await story.page.click('[name=scope][value=all]');
    await story.follow('[name=control][value=stop]');
    const late = await story.start('latecomer');
    await carryOut('the campaign is over');
    await eventually('they have ended', async () =>
      (await story.statusesOf(story.ids)).every((status) => status === 'ended'),
    );
    assert.deepEqual(await story.statusesOf([late]), ['running']);
    const { outcome, history } = await story.world.told(story.ids[0] ?? '');
    assert.deepEqual(
      [outcome, history.at(-1)?.by, history.at(-1)?.reason],
      ['stopped:operator', 'Ann', 'the campaign is over'],
    );
  });
});
