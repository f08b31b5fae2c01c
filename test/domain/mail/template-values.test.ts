import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type DefaultTreeAdapterMap, parse } from 'parse5';
import { renderEmail } from '../../../src/domain/mail/template.js';

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
          [name, business, `https://a.example/?q=${name}`].map(normaliseBreaks),
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
          squeeze(`${name} ${business} ${name} https://a.example/?q=${name} 1 Street`),
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
    );
    assert.equal(text, 'Hi {{ sender_address }} {% if %}\n\n1 Street\n');
  });
});

type Node = DefaultTreeAdapterMap['node'];

/** The document as a browser reads it. */
function treeOf(html: string) {
  const shape: string[] = [];
  const texts: string[] = [];
  const attributes: string[] = [];
  const walk = (node: Node, level: number) => {
    if ('value' in node) texts.push(node.value);
    else if (node.nodeName === '#comment') shape.push('comment');
    if ('attrs' in node) {
      shape.push(`${level} ${node.nodeName} ${node.attrs.map(({ name }) => name).join(' ')}`);
      const told = node.attrs.filter(({ name }) => ['title', 'lang', 'href'].includes(name));
      attributes.push(...told.map((attribute) => attribute.value));
    }
    if ('childNodes' in node) for (const child of node.childNodes) walk(child, level + 1);
  };
  walk(parse(html), 0);
  return { shape, texts, attributes };
}

/** Readers collapse white space; control characters are no words. */
function squeeze(text: string): string {
  return text.replaceAll(/[\s\p{Cc}\u200b]+/gu, ' ').trim();
}

function normaliseBreaks(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n');
}
