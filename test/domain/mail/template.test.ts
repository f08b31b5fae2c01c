import assert from 'node:assert/strict';
import { renderEmail, type Template } from '../../../src/domain/mail/template.js';
import { blocked, clock, layout, render, template, values } from './template-sample.js';

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
      clock,
    );
    assert.match(html, /<p>0<\/p>/);
  });

  const colours: [string, string][] = [
    ['<p>Hi</p>', 'plain'],
    ['<p style="margin: 0">Hi, what colour?</p>', 'plain'],
    ['<p style="color: #333">Hi</p>', 'coloured'],
    ['<p style="margin:0;background-color:#fff">Hi</p>', 'coloured'],
    ['<table bgcolor="#fff"><tr><td>Hi</td></tr></table>', 'coloured'],
    ['<style>p{background:#fff}</style><p>Hi</p>', 'coloured'],
    ['<font color="red">Hi</font>', 'coloured'],
  ];
  for (const [html, colour] of colours) {
    it(`takes ${html} for ${colour}, so that it stays readable in the dark`, () => {
      const page = `<body class="<!-- colours -->"><!-- body --><!-- footer --></body>`;
      const mail = renderEmail(
        { ...template, html },
        { ...layout, page },
        values,
        'marketing',
        clock,
      );
      assert.match(mail.html, new RegExp(`<body class="${colour}">`));
    });
  }

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
      /does not show \{\{unsubscribe_url\}\} to all readers; is a quote or a tag left open/,
    ],
  ];
  for (const [what, more, why] of refusals) {
    it(`blocks ${what}`, () => assert.throws(() => render(more), blocked(why)));
  }
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
    const { html, text } = render({ html: '<p>Hi</p><!-- https://us.example/u/1 -->' });
    assert.match(html, /<a href="https:\/\/us\.example\/u\/1">Unsubscribe<\/a>/);
    assert.equal(count(text, signs.link), 1);
  });

  for (const behind of ['&utm_source=x', '/', '.', ')', 'zzz', '%20', '=']) {
    it(`does not take a link for its own that goes on with ${behind}`, () => {
      const own = `<p>Hi</p><a href="{{ unsubscribe_url }}${behind}">No more of this</a>`;
      assert.match(
        render({ html: own }).html,
        /<a href="https:\/\/us\.example\/u\/1">Unsubscribe<\/a>/,
      );
    });
  }

  for (const behind of ['?utm_source=x', '#top']) {
    it(`takes a link for its own that goes on with ${behind}`, () => {
      const own = `<p>Hi</p><a href="{{ unsubscribe_url }}${behind}">No more of this</a>`;
      assert.deepEqual(counts(render({ html: own })), once);
    });
  }

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
      () => renderEmail(template, { ...layout, footer: '' }, values, 'marketing', clock),
      blocked(/its HTML does not show \{\{sender_address\}\}/),
    );
    const noLink = { ...layout, footer: '{{ sender_address }}' };
    assert.throws(
      () => renderEmail(template, noLink, values, 'marketing', clock),
      blocked(/\{\{unsubscribe_url\}\}/),
    );
    assert.ok(renderEmail(template, noLink, values, 'transactional', clock));
  });
});
