import assert from 'node:assert/strict';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { BlockedTemplate } from '../../src/domain/errors.js';
import type { Template } from '../../src/domain/mail/template.js';
import { RenderingRoom } from '../../src/rendering/room.js';
import { clock, layout, template, values } from '../domain/mail/template-sample.js';
import { assertCpuWithin } from '../support/cpu.js';

/** A thousand styles for a thousand elements: each on its own is nothing. */
const manyStyles: Template = {
  ...template,
  name: 'Poison',
  html: `<style>${Array.from({ length: 1_000 }, (_, at) => `p { margin-left: ${at}px; padding: ${at}px }`).join('\n')}</style>${'<p>a</p>'.repeat(1_000)}`,
};

/** Hundreds of properties for each of thousands of elements. */
const manyProperties: Template = {
  ...template,
  name: 'Poison',
  html: `<style>b { ${Array.from({ length: 200 }, (_, at) => `x-${at}: 1`).join('; ')} }</style>${'<b>a</b>'.repeat(20_000)}`,
};

/** Twenty times what a usual email takes, as a busy machine needs; far less than what is too much takes. */
const hastyMs = 2_000;

describe('the rendering room', () => {
  const rooms: RenderingRoom[] = [];
  const open = (...limits: ConstructorParameters<typeof RenderingRoom>) => {
    const room = new RenderingRoom(...limits);
    rooms.push(room);
    return room;
  };
  afterEach(async () => {
    for (const room of rooms.splice(0)) await room.close();
  });
  const render = (room: RenderingRoom, copy: Partial<Template> = {}) =>
    room.render({ ...template, ...copy }, layout, values, 'marketing', clock);
  const blocked = (why: RegExp) => (error: unknown) =>
    error instanceof BlockedTemplate && why.test(error.message);

  it('renders and looks as its code does, with the same faults', async () => {
    const room = open();
    const { subject, html, text } = await render(room);
    assert.equal(subject, 'Hello Sarah');
    assert.match(html, /<p class="note" style="color: red;">Hello Sarah<\/p>/);
    assert.match(text, /^Hello Sarah\n/);
    assert.deepEqual(await room.lint(template, layout, Object.keys(values)), []);
    await assert.rejects(
      render(room, { html: '<p>{{ nothing }}</p>' }),
      blocked(/^template "Greeting", body: the variable "nothing" has no value$/),
    );
    const [fault] = await room.lint(
      { ...template, html: '<p style="{{ first_name }}">x</p>' },
      layout,
      Object.keys(values),
    );
    assert.equal(fault?.rule, 'place');
    assert.equal(fault.part, 'body');
    assert.match(fault.says, /^\{\{ first_name \}\} stands in "style" of <p>/);
  });

  it('ends what takes too long, tells why, and renders the next without it', async () => {
    const room = open({ ms: hastyMs, heapMb: 128 });
    await render(room);
    const delay = monitorEventLoopDelay({ resolution: 10 });
    delay.enable();
    const poisoned = assert.rejects(
      render(room, manyStyles),
      blocked(/^template "Poison": takes over 2 s to render; has it very many styles/),
    );
    const next = await render(room);
    delay.disable();
    await poisoned;
    assert.equal(next.subject, 'Hello Sarah');
    // The thread that asks goes on meanwhile: its own turns stay far shorter than the work is.
    assert.ok(delay.percentile(50) / 1e6 < hastyMs / 4, `${delay.percentile(50) / 1e6} ms`);
  });

  it('finds what takes too much for everybody before it is tried for anybody', async () => {
    const room = open({ ms: 3_000, heapMb: 128 });
    const loop = '{% for i in (1..999) %}'.repeat(4) + 'x' + '{% endfor %}'.repeat(4);
    const faults = await room.lint({ ...template, html: loop }, layout, Object.keys(values));
    assert.deepEqual(
      faults.map(({ rule, part }) => [rule, part]),
      [['effort', 'body']],
    );
    assert.match(faults[0]?.says ?? '', /is there an endless loop\?$/);
    const hasty = open({ ms: hastyMs, heapMb: 128 });
    await hasty.lint(template, layout, Object.keys(values));
    await assert.rejects(
      hasty.lint(manyStyles, layout, Object.keys(values)),
      blocked(/^template "Poison": takes over 2 s to render/),
    );
    // What this person's data lacks is theirs, and not the template's.
    const own = { ...template, html: '<p>{{ first_name }} {{ nothing }}</p>' };
    assert.deepEqual(await room.lint(own, layout, Object.keys(values)), []);
  });

  it('does not let in again what has broken it, until it is mended', async () => {
    const room = open({ ms: hastyMs, heapMb: 128 });
    const why = blocked(/takes over 2 s/);
    await assert.rejects(render(room, manyStyles), why);
    await render(room);
    const fiftyTimes = async () => {
      for (let left = 50; left > 0; left -= 1) await assert.rejects(render(room, manyStyles), why);
    };
    await assertCpuWithin(2_000, fiftyTimes, 'refusing it fifty times', { tries: 3 });
    const mended = await render(room, { name: 'Poison', html: '<p>a</p>' });
    assert.equal(mended.subject, 'Hello Sarah');
  });

  it('ends what takes too much memory, and lives on', async () => {
    const room = open({ ms: 60_000, heapMb: 48 });
    await render(room);
    await assert.rejects(
      render(room, manyProperties),
      blocked(/^template "Poison": takes over 48 MB to render/),
    );
    assert.equal((await render(room)).subject, 'Hello Sarah');
  });

  it('tells a failure that nobody has foreseen, without what a library says of it', async () => {
    const room = open();
    const broken = { ...layout, page: 5 as unknown as string };
    await assert.rejects(
      room.render(template, broken, values, 'marketing', clock),
      blocked(/^template "Greeting": cannot be made into a mail; is its HTML broken\?$/),
    );
    assert.equal((await render(room)).subject, 'Hello Sarah');
  });

  it('refuses what is too large once its styles stand on its elements', async () => {
    const room = open({ ms: 60_000, heapMb: 512 });
    const rule = `p { font-family: ${'"Segoe UI", '.repeat(60)}serif }`;
    const html = `<style>${rule}</style>${'<p>a</p>'.repeat(1_000)}`;
    await assert.rejects(
      render(room, { html }),
      blocked(/its HTML has over 500 KB once its styles stand on its elements$/),
    );
  });
});
