import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isControl, repairTags, tagRanges } from '../../../src/domain/mail/template-tags.js';

describe('repairTags', () => {
  const cases: [string, string, string][] = [
    ['straightens double quotes', '{{ x | default: “y” }}', '{{ x | default: "y" }}'],
    ['straightens single quotes', '{{ x | default: ‘y’ }}', "{{ x | default: 'y' }}"],
    ['straightens low quotes', '{{ x | default: „y‟ }}', '{{ x | default: "y" }}'],
    [
      'keeps a curly apostrophe in straight quotes',
      "{{ x | default: 'it’s' }}",
      "{{ x | default: 'it’s' }}",
    ],
    [
      'keeps curly quotes in straight ones',
      '{{ x | default: "a “b”" }}',
      '{{ x | default: "a “b”" }}',
    ],
    [
      'keeps an apostrophe in curly quotes',
      '{{ x | default: “it’s” }}',
      '{{ x | default: "it\'s" }}',
    ],
    ['decodes entities', '{% if a &gt; 1 and b == &quot;c&quot; %}', '{% if a > 1 and b == "c" %}'],
    ['decodes numbered entities', '{% if a &#62; 1 and b &#x3C; 2 %}', '{% if a > 1 and b < 2 %}'],
    [
      'decodes an ampersand once',
      '{{ x | default: "a &amp;lt; b" }}',
      '{{ x | default: "a &lt; b" }}',
    ],
    ['makes fixed spaces plain', '{{\u00a0x&nbsp;| upcase\u202f}}', '{{ x | upcase }}'],
    ['drops characters of no width', '{{ first\u200b_name }}', '{{ first_name }}'],
    [
      'decodes a tag in a link',
      'href="https://a.example/%7B%7Bx%7D%7D?a=%20"',
      'href="https://a.example/{{x}}?a=%20"',
    ],
    [
      'decodes a filter in a link',
      'href="%7B%7B%20x%20%7C%20default%3A%20%27y%27%20%7D%7D"',
      `href="{{ x | default: 'y' }}"`,
    ],
    ['decodes in small letters', 'href="%7b%7bx%7d%7d"', 'href="{{x}}"'],
    [
      'decodes control tags',
      'href="https://a.example/%7B%25%20if%20x%20%25%7D"',
      'href="https://a.example/{% if x %}"',
    ],
    ['drops a scheme before a tag', '<a href="http://{{ x }}">', '<a href="{{ x }}">'],
    [
      'drops a scheme before an encoded tag',
      "<a href='https://%7B%7Bx%7D%7D'>",
      "<a href='{{x}}'>",
    ],
    ['repairs tags over several lines', '{% if\nx == “y” %}', '{% if\nx == "y" %}'],
    ['repairs what trims white space', '{{- x | default: “y” -}}', '{{- x | default: "y" -}}'],
    [
      'leaves words alone',
      '“Hi” &amp; it’s\u00a0me &lt;b&gt;',
      '“Hi” &amp; it’s\u00a0me &lt;b&gt;',
    ],
    [
      'leaves percent signs alone',
      'href="https://a.example/%7Bx%7D%E4"',
      'href="https://a.example/%7Bx%7D%E4"',
    ],
    [
      'leaves an encoded tag that is none',
      'href="https://a.example/%7B%7B%E4%7D%7D"',
      'href="https://a.example/%7B%7B%E4%7D%7D"',
    ],
  ];
  for (const [what, source, repaired] of cases) {
    it(what, () => assert.equal(repairTags(source), repaired));
  }

  it('changes nothing outside of tags, and nothing the second time', () => {
    const piece = fc.constantFrom(
      '{{',
      '}}',
      '{%',
      '%}',
      '“',
      '’',
      '"',
      "'",
      '&nbsp;',
      '&lt;',
      ' ',
      'x',
      'href="',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const source = pieces.join('');
        const outside = (text: string) =>
          text.split(/\{\{(?:(?!\{\{).)*?\}\}|\{%(?:(?!\{%).)*?%\}/);
        assert.deepEqual(outside(repairTags(source)), outside(source));
      }),
    );
  });
});

describe('tagRanges', () => {
  it('gives where tags begin and end', () => {
    assert.deepEqual(tagRanges('a {{ b }} {% c %}'), [
      [2, 9],
      [10, 17],
    ]);
  });
});

describe('isControl', () => {
  const cases: [string, boolean][] = [
    ['{% if x %}', true],
    [' {% endif %}{% if y %} ', true],
    ['{% if x %}words{% endif %}', false],
    ['{{ x }}', false],
    ['{% if x %}{{ x }}{% endif %}', false],
    ['', false],
    ['{% if x', false],
  ];
  for (const [text, expected] of cases) {
    it(`is ${expected} for "${text}"`, () => assert.equal(isControl(text), expected));
  }
});
