import assert from 'node:assert/strict';
import { blocked, render } from './template-sample.js';

/** An author who pastes HTML where words belong sees it as it is; so would all readers. */
describe('HTML that was pasted as words', () => {
  const pasted: [what: string, html: string, shown: string][] = [
    ['closing tags', '<p>&lt;p&gt;Hi Sarah&lt;/p&gt;</p>', '</p>'],
    ['attributes', '<p>&lt;a href="https://a.example"&gt;Book now</p>', '<a href'],
    ['a line break', '<p>Hi&lt;br&gt;Sarah</p>', '<br>'],
    ['a closed line break', '<p>Hi&lt;BR /&gt;Sarah</p>', '<BR />'],
    ['a whole document', '<p>&lt;!DOCTYPE html&gt;</p>', '<!DOCTYPE html>'],
    ['numbered characters', '<p>&#60;/b&#x3E; for you</p>', '</b>'],
    ['a picture', '<p>&lt;img src="https://a.example/a.png" width="20"&gt;</p>', '<img src'],
  ];
  for (const [what, html, shown] of pasted) {
    it(`blocks: ${what}`, () => {
      const why = new RegExp(`body: readers would see "${shown.replaceAll(/[\\/]/g, '\\$&')}`);
      assert.throws(() => render({ html }), blocked(why));
    });
  }

  it('blocks it in a subject and a text of its own, where a tag is none', () => {
    assert.throws(() => render({ subject: 'Hi <b>Sarah</b>' }), blocked(/subject: .*"<\/b>"/));
    assert.throws(() => render({ text: 'Hi<br>Sarah' }), blocked(/text: .*"<br>"/));
  });

  it('is no fault of a subject and a text where it is a character: that is written as it is', () => {
    const { subject, text } = render({
      subject: 'Tom &amp; Jerry&#39;s',
      text: 'A &lt; B &amp; C',
    });
    assert.equal(subject, "Tom & Jerry's");
    assert.match(text, /^A < B & C/);
  });

  it('is nothing: a subject of which nothing is seen', () => {
    for (const subject of ['\u200b', '\u2800 \ufeff', '&#8203;', '&nbsp;']) {
      assert.throws(() => render({ subject }), blocked(/the subject is empty/), subject);
    }
  });

  for (const html of [
    '<p>5 &lt; 6 and 7 &gt; 6</p>',
    '<p>I &lt;3 you, &lt;b&gt; or not</p>',
    '<p>Write to &lt;sarah@salon.example&gt; or &lt;https://a.example&gt;</p>',
    '<p>Close it with <code>&lt;/p&gt;</code></p>',
    '<pre>&lt;br&gt;</pre>',
    '<p>if a &lt; b = c &gt; d</p>',
  ]) {
    it(`lets through: ${html}`, () => {
      assert.ok(render({ html }).html.includes('&lt;'));
    });
  }
});
