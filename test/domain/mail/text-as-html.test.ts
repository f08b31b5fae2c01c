import assert from 'node:assert/strict';
import { withLines } from '../../../src/domain/mail/text-as-html.js';
import { render } from './template-sample.js';

describe('words where HTML is expected', () => {
  const cases: [what: string, copy: string, html: string][] = [
    ['keep paragraphs', 'One\n\n \t\nTwo', '<p>One</p>\n<p>Two</p>'],
    [
      'keep lines, however they end',
      'One\r\nTwo\r\n\r\nThree',
      '<p>One<br>\nTwo</p>\n<p>Three</p>',
    ],
    ['stay one line where they are one', ' One < two & three ', ' One < two & three '],
    ['are no words where they hold a tag', 'One\n\nTwo<br>', 'One\n\nTwo<br>'],
    ['are no words where they hold a comment', '<!-- a -->\nOne', '<!-- a -->\nOne'],
  ];
  for (const [what, copy, html] of cases) {
    it(what, () => assert.equal(withLines(copy), html));
  }
  it('are mailed as they were typed, in both parts', () => {
    const { html, text } = render({ html: 'Hi {{ first_name }},\n\nThis is mine.\nSee you' });
    assert.match(html, /<p[^>]*>This is mine\.<br>\s*See you<\/p>/);
    assert.match(text, /,\n\nThis is mine\.\nSee you\n/);
  });
});
