import assert from 'node:assert/strict';
import { bringsColours, findFault, toText } from '../../../src/domain/mail/template-html.js';

describe('the HTML of a mail', () => {
  const nested = (levels: number) => `${'<div>'.repeat(levels)}words${'</div>'.repeat(levels)}`;

  it('may be nested a hundred levels deep, and no deeper', () => {
    assert.equal(findFault(nested(100)), undefined);
    assert.match(findFault(nested(101)) ?? '', /over 100 levels/);
  });

  it('may have any number of elements beside each other', () => {
    assert.equal(findFault('<p>words</p>'.repeat(200)), undefined);
  });

  it('may link to what a value or a tag will give, and to no other scheme', () => {
    for (const link of ['{{ booking_url }}', '{% if a %}https://a.example{% endif %}']) {
      assert.equal(findFault(`<a href="${link}">book</a>`), undefined, link);
    }
    for (const link of ['javascript:a()', 'a{b', 'data:,{ }']) {
      assert.match(findFault(`<a href="${link}">book</a>`) ?? '', /^link 1 \(href of <a>\)/, link);
    }
  });

  const coloured: [html: string, doesBring: boolean][] = [
    ['<p style="color:red">', true],
    ["<p style='margin:0;color :red'>", true],
    ['<style>p { background-color :red }</style>', true],
    ['<style>p {colour: red}</style>', true],
    ['<p style="background :red">', true],
    ['<td bgcolor = "red">', true],
    ['<font size="2">', true],
    ['<p style="x-color:red">', false],
    ['<p>mybackground: red</p>', false],
    ['<p>colours and backgrounds</p>', false],
    ['<td data-bgcolor="red">', false],
  ];
  for (const [html, doesBring] of coloured) {
    const verb = doesBring ? 'brings' : 'brings no';
    it(`${verb} colours: ${html}`, () => assert.equal(bringsColours(html), doesBring));
  }

  const table = (...cells: string[]) =>
    toText(`<table><tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr></table>`);
  const long = 'a'.repeat(60);

  it('has the cells of a row in one line, also where each is a paragraph', () => {
    assert.equal(table('<p>one</p>', '<div><p>two</p></div>'), 'one  two');
    assert.equal(table('', 'two').trim(), 'two');
    assert.match(table(`\n  <p>  ${long}\n  </p>\n`, '<p>two</p>'), /^a{60} +two$/);
  });

  it('has columns of text one below the other', () => {
    assert.deepEqual(table(`<p>${long}a</p>`, '<p>two</p>').split(/\s+/), [`${long}a`, 'two']);
    assert.match(table(`<p>${long}a</p>`, '<p>two</p>'), /a\n\s*two$/);
    assert.match(table(`<div><p>${long}a</p></div>`, '<p>two</p>'), /a\n\s*two$/);
    assert.match(table(`<p>${'a'.repeat(40)}</p><p>${'b'.repeat(40)}</p>`, '<p>two</p>'), /b\n/);
  });

  it('keeps all paragraphs of a cell', () => {
    assert.deepEqual(table('<p>one</p><p>two</p>', 'three').split(/\s+/), ['one', 'two', 'three']);
  });
});
