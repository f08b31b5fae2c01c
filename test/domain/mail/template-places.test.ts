import assert from 'node:assert/strict';
import { lintTemplate } from '../../../src/domain/mail/template.js';
import { blocked, render } from './template-sample.js';

const lint = (html: string) =>
  lintTemplate({ subject: 'S', html }, new Set(['first_name'])).map(
    ({ part, says }) => `${part}: ${says}`,
  );

describe('a tag', () => {
  const refused: [html: string, why: RegExp][] = [
    [
      '<a class={{ first_name }} href="https://a.example/">x</a>',
      /"class" of <a>, which has no quotes/,
    ],
    ['<a href={{ first_name }}>x</a>', /"href" of <a>, which has no quotes; put quotes around/],
    ['<a href=https://a.example/{{ first_name }}>x</a>', /"href" of <a>, which has no quotes/],
    ['<p {{ first_name }}>x</p>', /stands in the name of an attribute/],
    ['<p data-{{ first_name }}="x">x</p>', /stands in the name of an attribute/],
    [
      '<p {% if first_name %}class="note"{% endif %}>x</p>',
      /\{% if first_name %\} stands in the name/,
    ],
    ['<p title="a"{{ first_name }}>x</p>', /stands in the name of an attribute/],
    ['<{{ first_name }}>x', /stands in the name of an element/],
    ['< {{- first_name }}>x', /stands in the name of an element/],
    ['<h{{ first_name }}>x</h1>', /stands in the name of an element/],
    ['<p>x</{{ first_name }}>', /stands in the name of an element/],
    ['<p style="color: {{ first_name }}">x</p>', /\{\{ first_name \}\} stands in "style" of <p>;/],
    ['<p style="{% if first_name %}color: red{% endif %}">x</p>', /stands in "style" of <p>;/],
    [
      '<img srcset="{{ first_name }} 2x" src="https://a.example/b.png">',
      /stands in "srcset" of <img>/,
    ],
    ['<p onclick="{{ first_name }}">x</p>', /"onclick" of <p> has no place/],
    ['<style>p { color: {{ first_name }} }</style><p>x</p>', /stands in <style>;/],
    ['<script>{{ first_name }}</script>', /<script> has no place/],
    ['<!-- {{ first_name }} --><p>x</p>', /stands in a comment;/],
    ['<!-- {% if first_name %} --><p>x</p><!-- {% endif %} -->', /stands in a comment;/],
    ['<!{{ first_name }}><p>x</p>', /stands in a comment;/],
    ['<!--[if {{ first_name }}]>x<![endif]--><p>x</p>', /stands in HTML that is not whole/],
    ['<!--[if mso]><p style="{{ first_name }}">x</p><![endif]-->', /"style" of <p>;/],
    ['<!--[if mso]><i title="--><p style="{{ first_name }}">x</p><![endif]-->', /style|not whole/],
    ['<p class="a" class="{{ first_name }}">x</p>', /stands in HTML that is not whole/],
    ['<p>x</p><a title="{{ first_name }}', /stands in HTML that is not whole/],
    ['<!doctype {{ first_name }}><p>x</p>', /stands in HTML that is not whole/],
    ['{% if first_name %}<p title="{% endif %}x">x</p>', /stand in different places of the HTML/],
    ['<p title="{% if first_name %}a" lang="{% else %}b{% endif %}">x</p>', /different places/],
    ['<title>{% if first_name %}</title>{% endif %}<p>x</p>', /different places/],
    [
      '<a href="https://www.{{ first_name }}.example/">x</a>',
      /in the host of a link; keep the whole/,
    ],
    ['<a href="https://a.example{{ first_name }}">x</a>', /in the host of a link/],
    ['<a href="{{ unsubscribe_url }}{{ first_name }}">x</a>', /in the host of a link/],
    ['<a href="{% if x %}https://a.example/{% endif %}{{ first_name }}">x</a>', /host of a link/],
    [
      '{% capture x %}<b>{{ first_name }}</b>{% endcapture %}<p>{{ x }}</p>',
      /capture %\} holds HTML/,
    ],
    ['{% assign x = "<b>a</b>" %}<p>{{ x }}</p>', /\{% assign x = "<b>a<\/b>" %\} holds HTML/],
    ['<p>{{ first_name | append: "<br>" }}</p>', /holds HTML, which would be shown as it is/],
    ['<p>{{ first_name | newline_to_br }}</p>', /newline_to_br makes HTML of a value/],
  ];
  for (const [html, why] of refused) {
    it(`may not stand as in ${html}`, () => {
      assert.match(lint(html)[0] ?? 'nothing', why);
      assert.throws(() => render({ html }), blocked(why));
    });
  }

  it('is refused for all, also where this person would never see it', () => {
    const html = '<p>x</p>{% if nobody %}<p style="{{ first_name }}">y</p>{% endif %}';
    assert.throws(() => render({ html }), blocked(/stands in "style" of <p>/));
  });

  const allowed = [
    '<p title="{{ first_name }}" lang=\'{{ first_name }}\'>{{ first_name }}</p>',
    '<p title = "{{ first_name }}">x</p>',
    '<p title="{% if x %}{{ x }}{% else %}{{ first_name }}{% endif %}">x</p>',
    '{% for i in (1..2) %}<p>{{ i }}</p>{% else %}<p>none</p>{% endfor %}',
    '{% case first_name %}{% when "Sarah" %}<p>x</p>{% else %}<p>y</p>{% endcase %}',
    '<p>a < b and {{ first_name }}</p>',
    '<p>{% if 1 < 2 and "a" == "a" %}{{ first_name }}{% endif %}</p>',
    '<p>{{ first_name | replace: "<", " " }}</p>',
    '{% comment %} <p style="{{ first_name }}"> {% endcomment %}<p>x</p>',
    '<!--[if mso]><table><tr><td title="{{ first_name }}">{{ first_name }}</td></tr></table><![endif]--><p>x</p>',
    '<!--[if !mso]><!--><p>{{ first_name }}</p><!--<![endif]-->',
    '<!--[if mso]><noscript><xml><o:PixelsPerInch>96</o:PixelsPerInch></xml></noscript><![endif]--><p>x</p>',
    '<a href="{% if x %}{{ x }}{% else %}{{ unsubscribe_url }}{% endif %}">x</a>',
    '<!doctype html><html><head><meta charset="utf-8"><title>{{ first_name }}</title><link rel="stylesheet" href="https://fonts.example/x"></head><body><p>x</p></body></html>',
  ];
  for (const html of allowed) {
    it(`may stand as in ${html}`, () => {
      assert.deepEqual(lint(html), []);
      assert.ok(render({ html }).html);
    });
  }
});

describe('a value in a link', () => {
  const email = 'sarah+quiz@example.com';
  const cases: [html: string, written: string][] = [
    [
      '<a href="https://a.example/?email={{ v }}">x</a>',
      'https://a.example/?email=sarah%2Bquiz%40example.com',
    ],
    [
      '<a href="https://a.example/?a=1&amp;email={{ v }}">x</a>',
      'https://a.example/?a=1&amp;email=sarah%2Bquiz%40example.com',
    ],
    [
      '<a href="https://a.example/{{ v }}/b">x</a>',
      'https://a.example/sarah%2Bquiz%40example.com/b',
    ],
    ['<a href="https://a.example/#{{v}}">x</a>', 'https://a.example/#sarah%2Bquiz%40example.com'],
    [
      '<a href="https://a.example/?e={{- v -}}">x</a>',
      'https://a.example/?e=sarah%2Bquiz%40example.com',
    ],
    [
      '<a href="{{ link }}?e={{ v }}">x</a>',
      'https://l.example/a?b=c d?e=sarah%2Bquiz%40example.com',
    ],
    ['<a href="{{ link }}">x</a>', 'https://l.example/a?b=c d'],
    [
      '<a href="{% if link %}{{ link }}{% endif %}&e={{ v }}">x</a>',
      'https://l.example/a?b=c d&e=sarah%2Bquiz%40example.com',
    ],
    ['<a href="mailto:{{ v }}">x</a>', 'mailto:sarah+quiz@example.com'],
    [
      '<a href="mailto:a@b.example?cc={{ v }}">x</a>',
      'mailto:a@b.example?cc=sarah%2Bquiz%40example.com',
    ],
    [
      '<a href="https://a.example/?e={{ v | url_encode }}">x</a>',
      'https://a.example/?e=sarah%2Bquiz%40example.com',
    ],
    [
      '<a href="https://a.example/?e={{ n | default: v }}">x</a>',
      'https://a.example/?e=sarah%2Bquiz%40example.com',
    ],
    ['<a href="https://a.example/?n={{ two }}">x</a>', 'https://a.example/?n=A%20%26%20B'],
  ];
  for (const [html, written] of cases) {
    it(`is encoded where it is part of it: ${html}`, () => {
      const mail = render({ html }, { v: email, link: 'https://l.example/a?b=c d', two: 'A & B' });
      assert.equal(/href="([^"]*)"/.exec(mail.html)?.[1], written);
    });
  }

  it('is encoded where the link is written out in words, and nowhere else in them', () => {
    const words =
      'Really? Write to {{ v }}: https://a.example/?email={{ v }} or {{ link }}?email={{ v }}';
    const shown = `Really? Write to ${email}: https://a.example/?email=sarah%2Bquiz%40example.com or https://l.example?email=sarah%2Bquiz%40example.com`;
    const { html, text } = render(
      { html: `<p>${words}</p>`, text: words },
      { v: email, link: 'https://l.example' },
    );
    assert.ok(html.includes(shown), html);
    assert.ok(text.includes(shown), text);
  });

  it('is left alone behind the end of an element', () => {
    const { text } = render(
      { html: '<p>See https://a.example/?b</p><p>{{ v }}, hello</p>' },
      { v: 'Ann Lee' },
    );
    assert.match(text, /^Ann Lee, hello/m);
  });
});

describe('what mail must not have', () => {
  const refused: [html: string, why: RegExp][] = [
    ...['script', 'iframe', 'object', 'embed', 'applet', 'form', 'input', 'button', 'select'].map(
      (name): [string, RegExp] => [
        `<p>x</p><${name.toUpperCase()}></${name}>`,
        new RegExp(`: <${name}> has no place in mail: `),
      ],
    ),
    [
      '<p>x</p><textarea></textarea>',
      /<textarea> has no place in mail: mail has none; link to a page/,
    ],
    [
      '<p>x</p><svg onload="x"><script>y</script></svg>',
      /<svg> has no place in mail: use a picture/,
    ],
    ['<base href="https://evil.example/"><p>x</p>', /<base> has no place in mail/],
    ['<p onclick="x">x</p>', /the attribute "onclick" of <p> has no place in mail: take it out/],
    ['<p ONCLICK=x>x</p>', /the attribute "onclick" of <p>/],
    ['<img src="https://a.example/b.png" onerror="x"><p>x</p>', /"onerror" of <img>/],
    [
      '<meta http-equiv="Refresh" content="0;url=https://evil.example"><p>x</p>',
      /"http-equiv" of <meta>/,
    ],
    [
      '<p style="width: expression(alert(1))">x</p>',
      /the styles in "style" of <p> hold "expression\("/,
    ],
    [
      '<style>p { background: url(javascript:x) }</style><p>x</p>',
      /the styles in <style> hold "javascript:"/,
    ],
    ['<!--[if mso]><script>x</script><![endif]--><p>x</p>', /<script> has no place/],
  ];
  for (const [html, why] of refused) {
    it(`is refused by name: ${html}`, () => assert.throws(() => render({ html }), blocked(why)));
  }

  it('is told all at once to whoever looks', () => {
    assert.deepEqual(lint('<script>x</script><form></form><p onclick="a">{{ b</p>'), [
      'body: a tag is not closed: "{{ b</p>"',
    ]);
    assert.deepEqual(lint('<script>x</script><form></form><form></form><p onclick="a">b</p>'), [
      'body: <script> has no place in mail: no mail reader runs it; take it out',
      'body: <form> has no place in mail: mail has none; link to a page that has it',
      'body: the attribute "onclick" of <p> has no place in mail: take it out',
    ]);
  });
});
