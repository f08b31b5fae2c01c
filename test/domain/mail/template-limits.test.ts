import assert from 'node:assert/strict';
import { assertCpuWithin, cpuOf } from '../../support/cpu.js';
import { blocked, render } from './template-sample.js';

describe('links of rendered copy', () => {
  const allowed = [
    'https://a.example',
    'HTTP://a.example',
    ' https://a.example ',
    'mailto:a@b.example',
    'tel:+491',
  ];
  for (const link of allowed) {
    it(`may be "${link}"`, () => assert.ok(render({ html: `<a href="${link}">x</a>` }).html));
  }

  const refused = [
    '<a href="javascript:alert(1)">x</a>',
    '<a href="java\tscript:alert(1)">x</a>',
    '<a href="&#106;avascript:alert(1)">x</a>',
    "<a href='data:text/html,x'>x</a>",
    '<a href=javascript:alert(1)>x</a>',
    '<A HREF="vbscript:x">x</A>',
    '<a href="">x</a>',
    '<a href="#top">x</a>',
    '<a href="/page">x</a>',
    '<p>x</p><img src="file:///etc/passwd">',
    '<p>x</p><img src="cid:1">',
    '<a href="{{ first_name }}">x</a>',
  ];
  for (const html of refused) {
    it(`may not be ${JSON.stringify(html)}`, () =>
      assert.throws(
        () => render({ html }),
        blocked(/link 1 \((href|src) of <(a|img)>\) is neither https/),
      ));
  }

  it('are told by their place, as an address may hold what a person told us', () => {
    const html = '<a href="https://a.example">x</a><a href="{{ first_name }}">y</a>';
    assert.throws(
      () => render({ html }, { first_name: 'sarah@example.org' }),
      (error) => blocked(/link 2/)(error) && !/sarah/.test(String(error)),
    );
  });

  it('are not seen in words that only look like one', () => {
    assert.match(render({}, { first_name: 'x href=foo src="y"' }).html, /Hello x href=foo src=/);
  });
});

describe('poisonous copy', () => {
  let usualMs: number | undefined;
  const nest = (open: string, times: number, close: string) =>
    `${open.repeat(times)}x${close.repeat(times)}`;
  const poisons: [string, string, RegExp][] = [
    ['a range without end', '{% for i in (1..9999999) %}x{% endfor %}', /grows too large/],
    [
      'loops in loops',
      nest('{% for i in (1..999) %}', 4, '{% endfor %}'),
      /takes over 1000 ms|grows too large/,
    ],
    [
      'a text that doubles',
      `{% assign a = "xxxxxxxx" %}${'{% assign a = a | append: a %}'.repeat(40)}{{ a }}`,
      /grows too large/,
    ],
    [
      'conditions nested without end',
      nest('{% if first_name %}', 5_000, '{% endif %}'),
      /tags are nested over 100 levels deep/,
    ],
    [
      'brackets nested without end',
      `{{ ${nest('a[', 60_000, ']')} }}`,
      /tags are nested too deeply/,
    ],
    [
      'elements nested without end',
      nest('<div>', 15_000, '</div>'),
      /elements are nested over 100 levels deep/,
    ],
    [
      'elements that never close',
      '<b>x'.repeat(30_000),
      /elements are nested over 100 levels deep/,
    ],
    ['5 MB', 'x'.repeat(5_000_000), /expected at most 200000 characters, found 5000000/],
    [
      'a body that becomes large',
      '{% for i in (1..20000) %}<p>xxxxxxxxxxxxxxxxxxxxxxxx</p>{% endfor %}',
      /the body has over 500 KB/,
    ],
    [
      'an element of 20,000 attributes',
      `<p ${Array.from({ length: 20_000 }, (_, at) => `b${at}`).join(' ')}>x</p>`,
      /body: <p> has over 200 attributes; is a quote or a tag left open\?$/,
    ],
    [
      'an element for Outlook of 15,000 attributes',
      `<p>x</p><!--[if mso]><b ${Array.from({ length: 15_000 }, (_, at) => `b${at}="1"`).join(' ')}>x</b><![endif]-->`,
      /body: <b> has over 200 attributes/,
    ],
    [
      'conditions of 5,000 kinds',
      `<style>${Array.from({ length: 4_000 }, (_, at) => `@media (max-width:${at}px){p{font-size:0}}`).join('')}</style><p>x</p>`,
      /does not show|has over 500 KB/,
    ],
    [
      'rules nested without end',
      `<style>${'a{'.repeat(60_000)}</style><p>x`,
      /are nested over 10 deep; is a brace left open/,
    ],
    ['tags that never close', 'x{{'.repeat(60_000), /not closed/],
    ['styles that never close', '<style>'.repeat(28_000) + '<body>', /is empty/],
  ];
  for (const [what, html, why] of poisons) {
    it(`of ${what} blocks, and soon`, () =>
      assertLittle(() => assert.throws(() => render({ html }), blocked(why))));
  }

  it('of styles that are none arrives with the rest of them', () => {
    const styles: [written: string, sent: string][] = [
      ['font-family: &quot;Segoe UI&quot;, Arial', "color: red; font-family: 'Segoe UI', Arial;"],
      ['color', 'color: red;'],
      ['color;margin:0', 'color: red; margin: 0;'],
      ['', 'color: red;'],
      [';', 'color: red;'],
      ['/* note */', 'color: red;'],
      ['}', 'color: red;'],
      ['color: blue !important', 'color: blue;'],
    ];
    for (const [written, sent] of styles) {
      const { html } = render({ html: `<p class="note" style="${written}">x</p>` });
      assert.equal(/<p class="note" style="([^"]*)"/.exec(html)?.[1], sent, written);
    }
    const { html } = render({
      html: '<style>p { color } i { } b { margin: 0 }</style><p>x<b>y</b></p>',
    });
    assert.match(html, /<b style="margin: 0;">/);
  });

  it('of encoded tags that never close costs little', () =>
    assertLittle(() => render({ html: 'x%7B%7B'.repeat(28_000) })));

  /** Less than twenty newsletters of the same size take, on whatever machine this is at this moment. */
  async function assertLittle(work: () => unknown): Promise<void> {
    const newsletter = '<p style="color: red">Hello {{ first_name }}</p>'.repeat(3_000);
    usualMs ??= await cpuOf(() => render({ html: newsletter }), 1);
    await assertCpuWithin(20 * usualMs, work, 'it', { tries: 3 });
  }
});
