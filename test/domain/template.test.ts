import assert from 'node:assert/strict';
import { parseTemplate } from '../../src/campaign/templates.js';
import { BlockedTemplate, InvalidCampaign } from '../../src/domain/errors.js';
import type { SequenceKind } from '../../src/domain/sequence.js';
import { renderEmail, type Template } from '../../src/domain/template.js';

const layout = {
  page: '<html><head><title><!-- title --></title><style>.note { color: red; }</style></head><body><!-- body --><!-- footer --></body></html>',
  footer:
    '{% if sender_address %}<p>{{ sender_name }}, {{ sender_address }}</p>{% endif %}{% if unsubscribe_url %}<p><a href="{{ unsubscribe_url }}">Unsubscribe</a></p>{% endif %}',
};
const values = {
  first_name: 'Sarah',
  sender_name: 'Us',
  sender_address: '1 Street, Town',
  unsubscribe_url: 'https://us.example/u/1',
};
const template: Template = {
  name: 'Greeting',
  subject: 'Hello {{ first_name }}',
  html: '<p class="note">Hello {{ first_name }}</p>',
};
const render = (
  more: Partial<Template> = {},
  {
    kind = 'marketing' as SequenceKind,
    ...others
  }: Record<string, string> & { kind?: SequenceKind } = {},
) => renderEmail({ ...template, ...more }, layout, { ...values, ...others }, kind);
const blocked = (why: RegExp) => (error: unknown) =>
  error instanceof BlockedTemplate &&
  error.message.startsWith('template "Greeting"') &&
  why.test(error.message);

describe('renderEmail', () => {
  it('gives subject, HTML with its styles on the elements, and text', () => {
    assert.deepEqual(
      render({
        html: '<p class="note">Hello {{ first_name }}</p><p><a href="https://salon.example/{{ first_name | url_encode }}">Go</a></p>',
      }),
      {
        subject: 'Hello Sarah',
        html: '<html><head><title>Hello Sarah</title></head><body><p class="note" style="color: red;">Hello Sarah</p><p><a href="https://salon.example/Sarah">Go</a></p><p>Us, 1 Street, Town</p><p><a href="https://us.example/u/1">Unsubscribe</a></p></body></html>',
        text: 'Hello Sarah\n\nGo https://salon.example/Sarah\n\nUs, 1 Street, Town\n\nUnsubscribe https://us.example/u/1\n',
      },
    );
  });

  it('takes the text that the author wrote, and values in it plainly', () => {
    const { text } = render({ text: 'Hi {{ first_name }}' }, { first_name: 'A & "B"' });
    assert.equal(text, 'Hi A & "B"\n\nUs, 1 Street, Town\n\nUnsubscribe https://us.example/u/1\n');
  });

  it('takes an absent variable with a default, or in a condition', () => {
    const html = '<p>{{ score | default: "none" }}{% if score %}!{% endif %}</p>';
    assert.match(render({ html }).html, /<p>none<\/p>/);
  });

  it('prints 0, also where the author gave a default', () => {
    const { html } = renderEmail(
      { ...template, html: '<p>{{ score | default: "none" }}</p>' },
      layout,
      { ...values, score: 0 },
      'marketing',
    );
    assert.match(html, /<p>0<\/p>/);
  });

  it('takes styles and body out of copy that is a whole document', () => {
    const { html } = render({
      html: '<!doctype html><html><head><title>Old</title><style>i { color: blue; }</style></head><body bgcolor="#fff"><i>Hi</i></body></html>',
    });
    assert.match(html, /<body>\n<i style="color: blue;">Hi<\/i><p>Us/);
    assert.equal(html.match(/<title>/g)?.length, 1);
  });

  const refusals: [string, Partial<Template>, RegExp][] = [
    [
      'a missing variable, naming it',
      { html: '<p>{{ score }}</p>' },
      /, body: the variable "score" has no value$/,
    ],
    [
      'a missing variable in the subject',
      { subject: '{{ surname }}' },
      /, subject: the variable "surname"/,
    ],
    ['a missing variable in the text', { text: '{{ surname }}' }, /, text: the variable "surname"/],
    [
      'a missing variable behind a filter',
      { html: '<p>{{ score | upcase | default: "x" }}</p>' },
      /"score"/,
    ],
    [
      'a missing variable within tags',
      { html: '<p>{% for i in (1..2) %}{% if i == 2 %}{{ score }}{% endif %}{% endfor %}</p>' },
      /, body: the variable "score" has no value$/,
    ],
    ['a missing list', { html: '<p>x{% for i in score %}{{ i }}{% endfor %}</p>' }, /"score"/],
    ['a broken tag', { html: '<p>{{ first_name </p>' }, /, body: .* not closed/],
    ['an unclosed condition', { html: '<p>{% if first_name %}x</p>' }, /, body: .* not closed/],
    ['an unknown filter', { html: '<p>{{ first_name | shout }}</p>' }, /shout/],
    ['an empty subject', { subject: '{% if surname %}x{% endif %}' }, /: the subject is empty/],
    ['an empty body', { html: '<p>{% if surname %}x{% endif %}&nbsp;</p>' }, /: the body is empty/],
    [
      'a body of nothing but a picture',
      { html: '<p><img src="https://a.example/b.png" alt="Sale"></p>' },
      /nothing but pictures/,
    ],
    [
      'a body of nothing but a linked picture',
      { html: '<a href="https://a.example"><img src="https://a.example/b.png"></a>' },
      /nothing but pictures/,
    ],
    ['an empty text', { text: '{% if surname %}x{% endif %}' }, /the plain text is empty/],
    [
      'a partial, without naming the value',
      { html: '{% include first_name %}x' },
      /body: takes in another template, but copy has to be complete$/,
    ],
    [
      'copy that swallows the footer',
      { html: '<p>Hi</p><a href="https://a.example/' },
      /does not show \{\{unsubscribe_url\}\}; is a quote or a tag left open/,
    ],
  ];
  for (const [what, more, why] of refusals) {
    it(`blocks ${what}`, () => assert.throws(() => render(more), blocked(why)));
  }
});

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

describe('the footer', () => {
  const signs = { address: /1 Street, Town/g, link: /https:\/\/us\.example\/u\/1/g };
  const count = (part: string, sign: RegExp) => part.match(sign)?.length ?? 0;
  const counts = ({ html, text }: { html: string; text: string }) => ({
    html: [count(html, signs.address), count(html, signs.link)],
    text: [count(text, signs.address), count(text, signs.link)],
  });
  const once = { html: [1, 1], text: [1, 1] };
  const link = '<a href="{{ unsubscribe_url }}">No more of this</a>';

  const cases: [string, Partial<Template>][] = [
    ['adds address and link', {}],
    ['leaves out the link that the copy shows', { html: `<p>Hi</p>${link}` }],
    [
      'leaves out the address that the copy shows',
      { html: '<p>Hi, from {{ sender_address }}</p>' },
    ],
    ['leaves out both', { html: `<p>Hi, {{ sender_address }}</p>${link}` }],
    [
      'adds what the copy has in a condition that does not hold',
      { html: `<p>Hi{% if nothing %}${link}{% endif %}</p>` },
    ],
    [
      'decides for the text on its own: the HTML shows both',
      { html: `<p>Hi, {{ sender_address }}</p>${link}`, text: 'Hi' },
    ],
    [
      'decides for the HTML on its own: the text shows both',
      { text: 'Hi, {{ sender_address }} {{ unsubscribe_url }}' },
    ],
  ];
  for (const [what, more] of cases) {
    it(what, () => assert.deepEqual(counts(render(more)), once));
  }

  it('does not take a comment for a link', () => {
    const { html, text } = render({ html: '<p>Hi</p><!-- {{ unsubscribe_url }} -->' });
    assert.match(html, /<a href="https:\/\/us\.example\/u\/1">Unsubscribe<\/a>/);
    assert.equal(count(text, signs.link), 1);
  });

  it('has no link in transactional mail, unless the author wants one', () => {
    const kind = 'transactional' as const;
    assert.deepEqual(counts(render({}, { kind })), { html: [1, 0], text: [1, 0] });
    assert.deepEqual(counts(render({ html: `<p>Hi</p>${link}` }, { kind })), once);
  });

  it('is found whatever the white space of the address', () => {
    const { html } = render({}, { sender_address: '1 Street\n  Town' });
    assert.match(html, /1 Street\s+Town/);
  });

  it('must be there: a layout without one blocks', () => {
    assert.throws(
      () => renderEmail(template, { ...layout, footer: '' }, values, 'marketing'),
      blocked(/its HTML does not show \{\{sender_address\}\}/),
    );
    const noLink = { ...layout, footer: '{{ sender_address }}' };
    assert.throws(
      () => renderEmail(template, noLink, values, 'marketing'),
      blocked(/\{\{unsubscribe_url\}\}/),
    );
    assert.ok(renderEmail(template, noLink, values, 'transactional'));
  });
});

describe('poisonous copy', () => {
  const nest = (open: string, times: number, close: string) =>
    `${open.repeat(times)}x${close.repeat(times)}`;
  const poisons: [string, string, RegExp][] = [
    ['a range without end', '{% for i in (1..9999999) %}x{% endfor %}', /grows too large/],
    [
      'loops in loops',
      nest('{% for i in (1..999) %}', 4, '{% endfor %}'),
      /takes over 200 ms|grows too large/,
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
    ['brackets nested without end', `{{ ${nest('a[', 60_000, ']')} }}`, /tags are nested too deeply/],
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
    ['tags that never close', 'x{{'.repeat(60_000), /not closed/],
    ['styles that never close', '<style>'.repeat(28_000) + '<body>', /is empty/],
  ];
  for (const [what, html, why] of poisons) {
    it(`of ${what} blocks, and soon`, () => {
      const ms = timed(() => assert.throws(() => render({ html }), blocked(why)));
      assert.ok(ms < 3_000, `took ${ms} ms`);
    });
  }

  it('of encoded tags that never close costs little', () => {
    const ms = timed(() => render({ html: 'x%7B%7B'.repeat(28_000) }));
    assert.ok(ms < 3_000, `took ${ms} ms`);
  });

  function timed(work: () => void): number {
    const start = performance.now();
    work();
    return Math.round(performance.now() - start);
  }
});

describe('parseTemplate', () => {
  it('reads name, subject and body', () => {
    assert.deepEqual(parseTemplate('a.html', 'name: A\nsubject: B: C\n---\n<p>D</p>\n'), {
      name: 'A',
      subject: 'B: C',
      html: '<p>D</p>',
    });
  });

  it('names the file and what it lacks', () => {
    const parse = (source: string) => () => parseTemplate('a.html', source);
    assert.throws(
      parse('name: A\n---\nx'),
      (error) => error instanceof InvalidCampaign && /a\.html.*"subject/.test(error.message),
    );
    assert.throws(parse('name: A\nsubject: B\n'), /a\.html.*body/);
  });
});
