import assert from 'node:assert/strict';
import { placeOf } from '../../../src/domain/mail/place-of.js';

describe('where copy has what a sentence about it names', () => {
  const html = [
    '<p>Hi {{ first_name }},</p>',
    '<p><a href="https://us.example/a">a</a> <img src="https://us.example/b.png"></p>',
    '<p style="{{ colour }}"><a href="javascript:x">b</a></p><form>',
  ].join('\n');
  const cases: [says: string, expected: [number, number] | undefined][] = [
    ['tag "if" is not closed, line:2, col:5', [2, 5]],
    ['link 1 (href of <a>) is neither https, http, mailto nor tel', [2, 4]],
    ['link 2 (src of <img>) is neither https, http, mailto nor tel', [2, 41]],
    ['link 3 (href of <a>) is neither https, http, mailto nor tel', [3, 25]],
    ['{{ colour }} stands in "style" of <p>', [3, 11]],
    ['the address "https://us.example/b.png" leads into Notion', [2, 51]],
    ['<form> has no place in mail: link to a page that has it', [3, 57]],
    ['takes over 2 s to render', undefined],
    ['the address "https://nowhere.example" dies within hours', undefined],
  ];
  for (const [says, expected] of cases) {
    it(says, () => {
      const found = placeOf(html, says);
      assert.deepEqual(found && [found.line, found.column], expected);
    });
  }
});
