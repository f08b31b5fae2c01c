import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type DefaultTreeAdapterMap, parse } from 'parse5';
import { renderEmail } from '../../../src/domain/mail/template.js';
import { clock } from './template-sample.js';

/** Whatever people are called: the mail keeps the shape that its author gave it. */

const layout = {
  page: '<!doctype html><html><head><title><!-- title --></title><style>p { color: red; }</style></head><body><!-- body --><!-- footer --></body></html>',
  footer: '<p>{{ sender_address }}</p>',
};
const template = {
  name: 'Greeting',
  subject: 'For {{ first_name }}, {{ business_name }}',
  html: '<h1>{{ first_name }}</h1><p title="{{ first_name }}" lang=\'{{ business_name }}\'>{{ business_name }}</p><p><a href="https://a.example/?q={{ first_name }}">{{ first_name | raw | escape }}</a></p>',
};
const render = (first_name: string, business_name: string) =>
  renderEmail(
    template,
    layout,
    { first_name, business_name, sender_address: '1 Street' },
    'transactional',
    clock,
  );

/** What people might be called, and what they never are. */
const spice = fc.constantFrom(
  '<b>',
  '</p>',
  '</title>',
  '<!--',
  '-->',
  '<script>',
  '"',
  "'",
  '`',
  '&',
  '&lt;',
  '&#60;',
  '<!-- footer -->',
  '$&',
  '$1',
  '{{',
  '}}',
  '{{ sender_address }}',
  '{%',
  '%}',
  '<%',
  '%>',
  '{% raw %}',
  'JUICE_CODE_BLOCK_0_',
  ' href=x',
  ' onload=y ',
  '\n',
  '\r\n',
  '\u2028',
);
const value = fc
  .array(fc.oneof(spice, fc.string({ unit: 'grapheme', maxLength: 5 })), { maxLength: 6 })
  .map((parts) => `x${parts.join('')}`.toWellFormed());

describe('any value', () => {
  it('leaves the tree of the HTML as its template has it, and is plain text there', () => {
    const shape = treeOf(render('x', 'x').html).shape;
    fc.assert(
      fc.property(value, value, (name, business) => {
        const tree = treeOf(render(name, business).html);
        assert.deepEqual(tree.shape, shape);
        assert.deepEqual(tree.texts.map(squeeze), [
          squeeze(`For ${name}, ${business}`),
          ...[name, business, name].map(squeeze),
          '1 Street',
        ]);
        assert.deepEqual(
          tree.attributes,
          [name, business]
            .map(normaliseBreaks)
            .concat(`https://a.example/?q=${encodeURIComponent(name)}`),
        );
      }),
      { numRuns: 200 },
    );
  });

  it('stays as it is in subject and text, and brings no line break into the subject', () => {
    fc.assert(
      fc.property(value, value, (name, business) => {
        const { subject, text } = render(name, business);
        assert.doesNotMatch(subject, /[\p{Cc}\u2028\u2029]/u);
        assert.equal(squeeze(subject), squeeze(`For ${name}, ${business}`));
        assert.equal(
          squeeze(text),
          squeeze(
            `${name} ${business} ${name} https://a.example/?q=${encodeURIComponent(name)} 1 Street`,
          ),
        );
      }),
      { numRuns: 100 },
    );
  });

  it('is never expanded again, in the text that the author wrote neither', () => {
    const { text } = renderEmail(
      { ...template, text: 'Hi {{ first_name }}' },
      layout,
      {
        first_name: '{{ sender_address }} {% if %}',
        business_name: 'x',
        sender_address: '1 Street',
      },
      'transactional',
      clock,
    );
    assert.equal(text, 'Hi {{ sender_address }} {% if %}\n\n1 Street\n');
  });
});

/** Every place that a value may land in, and ways to bring it there. */
const placements: Record<string, string> = {
  'a paragraph': '<p>{{ v }}</p>',
  'a heading between words': '<h1>a {{ v }} b</h1>',
  'a list that is written in a loop': '<ul>{% for i in (1..2) %}<li>{{ v }}</li>{% endfor %}</ul>',
  'a cell of a table': '<table><tr><td align="left">{{ v }}</td></tr></table>',
  'preformatted words': '<pre>x{{ v }}</pre>',
  'the title of a document': '<title>{{ v }}</title><p>x</p>',
  'a double-quoted attribute': '<p title="a {{ v }} b">x</p>',
  'a single-quoted attribute': "<p title='{{ v }}'>x</p>",
  'a part of a class': '<p class="a{{ v }}">x</p>',
  'an alternative text': '<p>x<img src="https://a.example/b.png" alt="{{ v }}"></p>',
  'a path': '<a href="https://a.example/{{ v }}/x">x</a>',
  'a query': '<a href="https://a.example/?a={{ v }}&amp;b={{ v }}">x</a>',
  'a fragment': "<a href='https://a.example/#{{ v }}'>x</a>",
  'a link behind a link': '<a href="{{ link }}?a={{ v }}">x</a>',
  'the address of a picture': '<p>x</p><img src="https://a.example/{{ v }}.png" alt="x">',
  'a mailbox': '<a href="mailto:{{ v }}?subject={{ v }}">x</a>',
  'an address in words': '<p>See https://a.example/?a={{ v }} please</p>',
  'a branch': '<p>{% if v == "x" %}{{ v }}{% else %}{{ v }}{% endif %}</p>',
  'a branch of an attribute': '<p title="{% if link %}{{ v }}{% else %}b{% endif %}">x</p>',
  'words that were captured':
    '{% capture w %}a {{ v }} &amp; b{% endcapture %}<p title="{{ w }}">{{ w }}</p>',
  'words that were assigned': '{% assign w = v | append: "!" | upcase %}<p>{{ w }}</p>',
  'a filter':
    '<p>{{ v | truncate: 9 }}{{ v | split: "" | join: "," }}{{ v | replace: "b", "<" }}</p>',
  'filters that seem to let it through':
    '<p>{{ v | raw }}{{ v | escape_once }}{{ v | xml_escape }}</p>',
  'a default': '<p>{{ nobody | default: v }}</p>',
  'what only Outlook reads': '<p>x</p><!--[if mso]><p title="{{ v }}">{{ v }}</p><![endif]-->',
  'what Outlook does not read': '<!--[if !mso]><!--><p title="{{ v }}">{{ v }}</p><!--<![endif]-->',
};

describe('the tree of the HTML is the template’s for any value', () => {
  const withValue = (html: string, v: string) =>
    renderEmail(
      { name: 'T', subject: 'S', html },
      layout,
      { v, link: 'https://a.example/', sender_address: '1 Street' },
      'transactional',
      clock,
    );

  for (const [place, html] of Object.entries(placements)) {
    it(`in ${place}`, () => {
      const shapeOf = (v: string) => {
        const { shape, comments } = treeOf(withValue(html, v).html);
        // What Outlook reads is a comment for others.
        return [shape, ...comments.map((inner) => treeOf(inner).shape)];
      };
      const expected = shapeOf('x');
      fc.assert(
        fc.property(value, (v) => assert.deepEqual(shapeOf(v), expected)),
        { numRuns: 60 },
      );
    });
  }

  it('and its links lead to the page that the author wrote', () => {
    fc.assert(
      fc.property(value, (v) => {
        const { html } = withValue(
          '<a href="https://a.example/p/{{ v }}?a={{ v }}&amp;c=1#{{ v }}">x</a>',
          v,
        );
        const { attributes } = treeOf(html);
        const url = new URL(attributes[0] ?? '');
        assert.equal(url.origin, 'https://a.example');
        assert.deepEqual(
          [...url.searchParams],
          [
            ['a', v],
            ['c', '1'],
          ],
        );
        assert.equal(decodeURIComponent(url.hash.slice(1)), v);
      }),
      { numRuns: 100 },
    );
  });
});

type Node = DefaultTreeAdapterMap['node'];

/** The document as a browser reads it. */
function treeOf(html: string) {
  const shape: string[] = [];
  const texts: string[] = [];
  const attributes: string[] = [];
  const comments: string[] = [];
  const walk = (node: Node, level: number) => {
    if ('value' in node) texts.push(node.value);
    else if ('data' in node) {
      shape.push('comment');
      comments.push(node.data);
    }
    if ('attrs' in node) {
      shape.push(`${level} ${node.nodeName} ${node.attrs.map(({ name }) => name).join(' ')}`);
      const told = node.attrs.filter(({ name }) => ['title', 'lang', 'href'].includes(name));
      attributes.push(...told.map((attribute) => attribute.value));
    }
    if ('childNodes' in node) for (const child of node.childNodes) walk(child, level + 1);
  };
  walk(parse(html), 0);
  return { shape, texts, attributes, comments };
}

/** Readers collapse white space; control characters are no words. */
function squeeze(text: string): string {
  return text.replaceAll(/[\s\p{Cc}\u200b]+/gu, ' ').trim();
}

function normaliseBreaks(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n');
}
