import assert from 'node:assert/strict';
import { toText } from '../../../src/domain/mail/template-html.js';
import { assertCpuWithin } from '../../support/cpu.js';
import { held, mended, untouched } from './tags-of-programs.js';
import { blocked, render } from './template-sample.js';

/** Tags as editors and other mail programs leave them: every reader sees a name, or nobody sees anything. */

describe('tags of editors and of other programs', () => {
  for (const tag of mended) {
    it(`mean a variable: ${tag}`, () => {
      const { html, text } = render({ html: `<p>Hi ${tag}, you</p>` });
      assert.match(text, /^Hi Sarah, you\n/);
      assert.doesNotMatch(html, /[{}]/);
    });
  }

  it('are mended where Mailchimp fills in the same for everybody', () => {
    const { html, text } = render({
      html: '<html><head><title>*|MC:SUBJECT|*</title></head><body><div style="display:none">*|MC_PREVIEW_TEXT|*</div><p>Hi *|FNAME|*</p><p>© *|CURRENT_YEAR|* *|LIST:COMPANY|*, *|LIST:ADDRESSLINE|* <a href="*|UNSUB|*">No more</a></p></body></html>',
    });
    assert.match(
      text,
      /^Hi Sarah\n\n© 2026 Us, 1 Street, Town No more https:\/\/us\.example\/u\/1\n/,
    );
    assert.doesNotMatch(html, /\*\|/);
  });

  it('are not what copy calls its own', () => {
    const html = '{% assign FirstName = "Dear" %}<p>Hi {{ FirstName }} {{ "first" }}</p>';
    assert.match(render({ html }).text, /^Hi Dear first\n/);
  });

  it('are mended in links, subject and text too', () => {
    const mail = render({
      subject: 'For {first_name}',
      html: '<p>x <a href="https://a.example/?n={first_name}&m=%7Bfirst_name%7D&o=*%7CFNAME%7C*">Go</a> <a href="*|UNSUB|*">No more</a></p>',
      text: 'Hi *|FNAME|*',
    });
    assert.equal(mail.subject, 'For Sarah');
    assert.match(mail.html, /n=Sarah&m=Sarah&o=Sarah/);
    assert.match(mail.html, /href="https:\/\/us\.example\/u\/1"[^>]*>No more/);
    assert.match(mail.text, /^Hi Sarah/);
  });

  for (const tag of held) {
    it(`hold the email where nobody can tell which: ${tag}`, () =>
      assert.throws(() => render({ html: `<p>Hi ${tag}, you</p>` }), blocked(/, body: /)));
  }

  it('are named in the sentence, with the place', () => {
    assert.throws(
      () => render({ subject: 'For *|LNAME|*' }),
      blocked(/, subject: "\*\|LNAME\|\*" is a tag of another program; write \{\{ first_name \}\}/),
    );
  });

  for (const html of untouched) {
    it(`are not seen in ${html}`, () => {
      const copy = `<p>Hi</p><div>${html}</div>`;
      const words = toText(copy.replace(/\{%.*%\}/, ''));
      assert.equal(render({ html: copy }).text.slice(0, words.length), words);
    });
  }

  it('are not seen in values', () => {
    const { text } = render({}, { first_name: '{first_name} *|FNAME|* %FIRSTNAME% {{ x }}' });
    assert.match(text, /^Hello \{first_name\} \*\|FNAME\|\* %FIRSTNAME% \{\{ x \}\}\n/);
  });

  it('cost little, however many there are and however long they are', async () => {
    const many = [
      '{',
      '{a',
      '{<b>',
      '*|a',
      '[[a',
      '%A',
      '&#123;',
      '{{{a|',
      '<!--',
      '<code>{',
      '{% raw %}',
      '<a ',
    ].map((piece) => piece.repeat(190_000 / piece.length));
    const long = ['{', '<?= first_name', '{{{first_name |', '<p style="transform:scale(0'].map(
      (start) => start + (start.endsWith('0') ? '0' : '\u00a0').repeat(90_000),
    );
    for (const html of [...many, ...long]) {
      const read = () => {
        try {
          render({ html: `<p>x</p>${html}` });
        } catch {} // refused or not, but soon
      };
      await assertCpuWithin(3_000, read, html.slice(0, 30), { tries: 3 });
    }
  });
});
