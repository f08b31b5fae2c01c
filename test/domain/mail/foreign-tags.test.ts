import assert from 'node:assert/strict';
import { toText } from '../../../src/domain/mail/template-html.js';
import { blocked, render } from './template-sample.js';

/** Tags as editors and other mail programs leave them: every reader sees a name, or nobody sees anything. */

const mended = [
  '&#123;&#123; first_name &#125;&#125;',
  '&#x7B;&#x7b;first_name&#x7D;&#x7d;',
  '&lbrace;&lbrace; first_name &rbrace;&rbrace;',
  '{&#123; first_name }&#125;',
  '&amp;#123;&amp;#123; first_name &amp;#125;&amp;#125;',
  '{<b>{first_name}}</b>',
  '<b>{</b>{ first_name }<i>}</i>',
  '{{<span style="color: #222">first</span>_name}}',
  '{{ first_name }<wbr>}',
  '<b>{{</b> first_name <b>}}</b>',
  '{{ <a href="https://a.example">first_name</a> }}',
  '{<!-- -->{first_name}}',
  '{\u200b{ first_name }\u200b}',
  '{{&nbsp;first_name&#160;}}',
  '{{ first&shy;_name }}',
  '{{ first_name | default: &ldquo;you&rdquo; }}',
  '{{ first_name | default: &#8220;you&#8221; }}',
  '{first_name}',
  '{ first_name }',
  '{<b>first_name</b>}',
  '{First Name}',
  '{FIRST_NAME}',
  '${first_name}',
  '{$first_name}',
  '{first_name | default: "you"}',
  '{{{first_name}}}',
  '{{{FIRST_NAME|you}}}',
  '{{ contact.firstname }}',
  '{{ contact.first_name | default: "you" }}',
  '{{ first_name|default("you") }}',
  '*|FNAME|*',
  '*|FIRST_NAME|*',
  '%FIRSTNAME%',
  '%%first_name%%',
  '%recipient.first_name%',
  '[[first_name]]',
  '[[ First_Name ]]',
  '[First Name]',
  '&lt;&lt;First Name&gt;&gt;',
  '&#x3C;&#x3C;FirstName>>',
  '<<FirstName>>',
  '<first_name>',
  '&lt;first_name&gt;',
  '&lt;%= first_name %&gt;',
  '<%= @first_name %>',
  '<?= $first_name ?>',
  '<?php echo $first_name; ?>',
  '«First_Name»',
  '&laquo;FirstName&raquo;',
  '((first_name))',
  '-first_name-',
  '#first_name#',
  '##FNAME##',
  '@@first_name@@',
  '|FNAME|',
  '%{first_name}',
  '@{first_name}',
  '{!Contact.FirstName}',
  '{{FIRST_NAME}}',
  '{{ firstName }}',
  '{{ First Name | default: "you" }}',
  '{{first-name}}',
  '{{ fname }}',
  '{{ "first_name" }}',
  '[[FIRST NAME]]',
  '&lt;First Name&gt;',
  '$first_name$',
  '__first_name__',
  '$FIRST_NAME',
  '@first_name',
  ':first_name',
  '{{ user.profile.first_name }}',
  '{ { first_name } }',
  '{&nbsp;{first_name}&nbsp;}',
  '[first_name]',
  '{{ params.FIRSTNAME }}',
  '{{ subscriber.first_name }}',
  '{{ person.first_name|default:"you" }}',
  '&lcub;&lcub;first_name&rcub;&rcub;',
  '&#123&#123first_name&#125&#125',
  '{&#8203;{first_name}&#8203;}',
  '{&#x200B;{ first_name }&NoBreak;}',
  '{\u2060{ first_name }\u2060}',
  '\uff5b\uff5bfirst_name\uff5d\uff5d',
  '\\{\\{ first\\_name \\}\\}',
  '{{ first\\_name }}',
  '{{<span>first_name</span>}}',
  '{{<span class=SpellE>first_name</span>}}',
  '{{<!-- x --><font color="red">first_</font>name }}',
  '{{ first_name | default: « you » }}',
  '{{ first_name | default: ″you″ }}',
  '{{ first_name | default: ‹you› }}',
  '{{ first_name \u2013}}',
  '{{&#xA0;first_name&#xa0;}}',
  '{% if red_systems \u2265 1 \u2013%}x{% else %}{{ first_name }}{% endif %}',
  '{% if first_name ≠ “x” %}{{ first_name }}{% endif %}',
  '{% if first_name &ne; &ldquo;x&rdquo; %}{{ first_name }}{% endif %}',
];

const held = [
  '{lnam}',
  '{ your name here }',
  '{{ first_name }',
  '{ first_name }}',
  '{ first_name',
  'first_name }',
  '{% if first_name ',
  '{#if first_name}',
  '{{#if first_name}}x{{/if}}',
  '{{> header}}',
  '{{{surname}}}',
  '*|LNAME|*',
  '*|IF:FNAME|*',
  '%LASTNAME%',
  '%%surname%%',
  '[[surname]]',
  '[LAST_NAME]',
  '&lt;&lt;surname&gt;&gt;',
  '&#123;&#123; surname &#125;&#125;',
  '{<p>{first_name}}</p>',
  '{{ contact.surname }}',
  '{{ deal.first_name }}',
  '%%=v(@FirstName)=%%',
  '{{LAST_NAME}}',
  '<last_name>',
  '&lt;last_name&gt;',
  '<<LastName>>',
  '&#x3C;&#x3C;LastName>>',
  '<%= last_name %>',
  '&lt;%= last_name %&gt;',
  '<?= $last_name ?>',
  '«Last_Name»',
  '%last_name%',
  '%Last_Name%',
  '[last_name]',
  '[Last Name]',
  '[Your Name]',
  '[company name]',
  '#last_name#',
  '#LNAME#',
  '##LAST_NAME##',
  '-last_name-',
  '@LAST_NAME@',
  '{ {{ first_name }} }',
  '*|FNAME:you|*',
  '{0}'.replace('0', 'x0'),
  '{{#each people}}x{{/each}}',
  '{{ first_name | fallback: "x" }}',
  '{{ first_name }',
];

const untouched = [
  'Hi, 100% of you: 20% off, 50%!',
  'save 50% on #first and 20% on #second',
  'a :-} and {} and { a, b }',
  '<code>{ return x }</code>',
  '<style>@media print{p{color:red}}</style>x',
  '<!-- {first} -->x',
  '{% comment %}{x}{% endcomment %}x',
  '<a href="https://a.example/%C3%A9?x=%20FOO%20">x</a>',
  '<a href="https://a.example/?q=%E2%9C%93%20ok%20&amp;r=a_b_c#x_y">x</a>',
  '[sic] [email] [optional] [1] [link] [Maria]',
  '-- signed, Ann -- and a well-known-to-us thing -',
  'at 10:30, cost: $5_000, @ann_lee, :thumbs_up:, http://a_b.example/:x_y',
  'snake_case, two_words, __init__, a_b-c_d',
  '#one#two, #3, ##, C#, a#b_c#d',
  'a &lt; b &gt; c, 1 << 2 >> 3, &lt;3, &lt;b&gt;',
  '«Bonjour», « email », »hallo«',
  '((aside)) and (first_name is what we call it)',
  '|a|b|, a | b, x||y, @ann_lee, @@',
  '~20 minutes~ and ^1^ and !important!',
  '100%sure%, 5%-10%, 3 % to 4 %',
  '*|| and |*|, ** | **',
  'a: {1}, {2}; set {1, 2}',
  'C:\\{folder\\} \\_o_/',
];

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

  it('cost little, however many there are', () => {
    for (const piece of [
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
    ]) {
      const start = process.cpuUsage().user;
      try {
        render({ html: `<p>x</p>${piece.repeat(190_000 / piece.length)}` });
      } catch {} // refused or not, but soon
      assert.ok(process.cpuUsage().user - start < 3_000_000, piece);
    }
  });
});
