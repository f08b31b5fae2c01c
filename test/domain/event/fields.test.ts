import assert from 'node:assert/strict';
import fc from 'fast-check';
import { z } from 'zod';
import {
  amount,
  amountOrText,
  email,
  flag,
  link,
  requiredFlag,
  requiredText,
  text,
  textBlock,
  textList,
  wholeNumber,
} from '../../../src/domain/event/fields.js';
import { linkForm } from '../../../src/domain/event/text-forms.js';

const refused = Symbol('refused');
const count = wholeNumber(0, 8);

/** What a field gives for a value. */
const read = (field: z.ZodType, value: unknown): unknown => {
  const { success, data } = field.safeParse(value);
  return success ? data : refused;
};

const fields: Record<string, z.ZodType> = {
  text,
  textBlock,
  textList,
  flag,
  wholeNumber: count,
  amount,
  amountOrText,
  link,
};

describe('every field', () => {
  for (const [name, field] of Object.entries(fields)) {
    for (const blank of [undefined, null, '', '   ', '\n\t']) {
      it(`takes ${JSON.stringify(blank)} for missing: ${name}`, () =>
        assert.equal(read(field, blank), undefined));
    }
  }

  for (const [name, field] of Object.entries({ email, requiredText, requiredFlag })) {
    it(`is required where it has to be there: ${name}`, () => {
      for (const blank of [undefined, null, '', ' ']) {
        assert.equal(field.safeParse(blank).error?.issues[0]?.message, 'is required');
      }
      const { required } = z.toJSONSchema(z.object({ field }), { io: 'input' });
      assert.deepEqual(required, ['field'], 'its description says so');
    });
  }

  const objects = Object.entries(fields).filter(([name]) => name !== 'textList');
  for (const [name, field] of objects) {
    it(`refuses lists and objects: ${name}`, () => {
      for (const value of [[], ['a'], {}, { length: 1 }]) assert.equal(read(field, value), refused);
    });
  }
});

const rows: [string, z.ZodType, unknown, unknown][] = [
  ['a required line', requiredText, ' A ', 'A'],
  ['a required yes or no', requiredFlag, false, false],
  ['a required line that is none', requiredText, 5, refused],
  ['a required yes or no in words', requiredFlag, 'true', refused],
  ['a number', count, 2, 2],
  ['zero', count, 0, 0],
  ['the most', count, 8, 8],
  ['digits', count, '2', 2],
  ['digits with spaces around', count, ' 2 ', 2],
  ['digits with zeros in front', count, '002', 2],
  ['a decimal number of whole value', count, 2.0, 2],
  ['one too many', count, 9, refused],
  ['digits of one too many', count, '9', refused],
  ['a negative number', count, -1, refused],
  ['a negative text', count, '-1', refused],
  ['a fraction', count, 1.5, refused],
  ['decimal text', count, '2.0', refused],
  ['a word', count, 'two', refused],
  ['hexadecimal text', count, '0x2', refused],
  ['an exponent', count, '2e0', refused],
  ['a sign', count, '+2', refused],
  ['digits of another script', count, '٢', refused],
  ['true for a number', count, true, refused],
  ['false for a number', count, false, refused],

  ['an amount', amount, 14_700, 14_700],
  ['an amount with cents', amount, 14_700.5, 14_700.5],
  ['an amount in digits', amount, '14700', 14_700],
  ['no amount at all', amount, 0, 0],
  ['a negative amount', amount, -1, refused],
  ['an amount in words', amount, '$14,700', refused],
  ['an amount as decimal text', amount, '14700.50', refused],
  ['true for an amount', amount, true, refused],
  ['an amount that no copy can show', amount, 1e300, refused],
  ['as many digits', amount, '9'.repeat(40), refused],

  ['a payment in words', amountOrText, ' $2,500 ', '$2,500'],
  ['a payment as a number', amountOrText, 2_500, 2_500],
  ['a payment with the tail of a sum', amountOrText, 7.000000000000001, 7],
  ['a payment of thirds of a cent', amountOrText, 19.999, 20],
  ['a negative payment', amountOrText, -1, refused],
  ['true for a payment', amountOrText, true, refused],

  ['a link', link, ' https://p.example/a?b=c#d ', 'https://p.example/a?b=c#d'],
  ['a link of http', link, 'http://p.example', 'http://p.example'],
  ['a link with half a scheme', link, '//portal.example.org/a', 'https://portal.example.org/a'],
  ['a link without its scheme', link, 'portal.example.org', 'https://portal.example.org'],
  ['a link with a port and a path', link, 'p.example:8443/a?b', 'https://p.example:8443/a?b'],
  [
    'a link of 2,000',
    link,
    `https://p.example/${'x'.repeat(1_982)}`,
    `https://p.example/${'x'.repeat(1_982)}`,
  ],
  ['a link of 2,001', link, `https://p.example/${'x'.repeat(1_983)}`, refused],
  [
    'a link of 201',
    link,
    `https://p.example/${'x'.repeat(183)}`,
    `https://p.example/${'x'.repeat(183)}`,
  ],
  ['a script for a link', link, 'javascript:alert(1)', refused],
  ['data for a link', link, 'data:text/html,x', refused],
  ['words for a link', link, 'see your inbox', refused],
  ['one word for a link', link, 'portal', refused],
  ['a path for a link', link, '/portal', refused],
  ['a link that hides its host', link, 'https://good.example@evil.example', refused],
  ['the same without its scheme', link, 'good.example@evil.example', refused],
  [
    'a link whose host depends on who reads it',
    link,
    'https://good.example\\@evil.example',
    refused,
  ],
  ['a number in text for a link', link, '0', refused],
  ['a number with a dot for a link', link, '1.5', refused],
  ['a link of this computer', link, 'localhost:8000/a', 'https://localhost:8000/a'],
  ['a link in other letters', link, 'münchen.example/ä', 'https://münchen.example/ä'],
  ['half a character in a link', link, 'https://p.example/\ud800', refused],
  ['a line break in a link', link, 'https://p.example/\na', refused],
  ['a number for a link', link, 5, refused],

  ['true', flag, true, true],
  ['false', flag, false, false],
  ['true in quotes', flag, 'true', refused],
  ['one for true', flag, 1, refused],
  ['zero for false', flag, 0, refused],

  ...['undefined', 'null', ' NaN ', '[object Object]'].map(
    (nothing): [string, z.ZodType, unknown, unknown] => [
      `the ${nothing} of a program`,
      text,
      nothing,
      undefined,
    ],
  ),
  ['a surname', text, 'Null', 'Null'],
  ['text', text, 'Sarah', 'Sarah'],
  ['text with spaces around', text, ' \u00a0Sarah\n', 'Sarah'],
  ['a name of several words', text, 'Mary Ann Lee', 'Mary Ann Lee'],
  ['quotes, braces and markup', text, '"{{x}}" <b>', '"{{x}}" <b>'],
  ['200 characters', text, 'x'.repeat(200), 'x'.repeat(200)],
  ['200 characters between spaces', text, ` ${'x'.repeat(200)} `, 'x'.repeat(200)],
  ['200 emojis', text, '😀'.repeat(200), '😀'.repeat(200)],
  ['201 characters', text, 'x'.repeat(201), refused],
  ['a number for text', text, 5, refused],
  ['a boolean for text', text, true, refused],
  ['a line break within', text, 'a\nb', refused],
  ['a carriage return within', text, 'a\rb', refused],
  ['a tab within', text, 'a\tb', refused],
  ['a NUL', text, 'a\u0000', refused],
  ['an escape', text, '\u001b[31m', refused],
  ['a DEL', text, 'a\u007fb', refused],
  ['a C1 control', text, 'a\u0085b', refused],
  ['a line separator', text, 'a\u2028b', refused],
  ['half a surrogate pair', text, 'a\ud83d', refused],

  ['a block of lines', textBlock, 'a\n\tb\r\nc', 'a\n\tb\r\nc'],
  ['a block of 2,000 characters', textBlock, 'x'.repeat(2_000), 'x'.repeat(2_000)],
  ['a block of 2,001', textBlock, 'x'.repeat(2_001), refused],
  ['a NUL in a block', textBlock, 'a\u0000b', refused],
  ['a vertical tab in a block', textBlock, 'a\u000bb', refused],

  ['a list', textList, ['price', ' time '], ['price', 'time']],
  ['one text for a list', textList, ' price ', ['price']],
  ['a list with blanks', textList, ['', null, 'price', ' '], ['price']],
  ['a list of blanks', textList, ['', null], undefined],
  ['an empty list', textList, [], undefined],
  ['fifty texts', textList, Array(50).fill('x'), Array(50).fill('x')],
  ['fifty-one texts', textList, Array(51).fill('x'), refused],
  ['a text of 201 in a list', textList, ['x'.repeat(201)], refused],
  ['a line break in a list', textList, ['a\nb'], refused],
  ['a number in a list', textList, [1], refused],
  ['a list in a list', textList, [['a']], refused],
  ['a number for a list', textList, 5, refused],
  ['an object for a list', textList, { 0: 'a' }, refused],
];

describe('a field', () => {
  for (const [what, field, value, expected] of rows) {
    const verb = expected === refused ? 'refuses' : 'takes';
    it(`${verb} ${what}`, () => assert.deepEqual(read(field, value), expected));
  }

  it('names the faulty place of a list, and none where one text was posted alone', () => {
    const pathsOf = (value: unknown) =>
      textList.safeParse(value).error?.issues.map(({ path }) => path.join('.'));
    assert.deepEqual(pathsOf(['a', '', 5, 'b\nc']), ['2', '3']);
    assert.deepEqual(pathsOf('x'.repeat(201)), ['']);
    assert.deepEqual(pathsOf(Array(10_000).fill(5)), [''], 'and no more than that of a flood');
  });

  it('gives a whole number in its range, or refuses, whatever it is given', () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.integer().map(String)), (value) => {
        const number = read(count, value);
        if (number === refused || number === undefined) return;
        assert.ok(Number.isInteger(number) && Number(number) >= 0 && Number(number) <= 8);
        assert.ok(typeof value === 'number' || typeof value === 'string');
      }),
    );
  });
});

describe('a length', () => {
  const long = `{{\u0000\ud800${'@'.repeat(3_000)}`;
  for (const [name, field] of Object.entries({ text, textBlock, requiredText, email, link })) {
    it(`is the first and last that is said of a text that is too long: ${name}`, () => {
      const messages = field.safeParse(long).error?.issues.map(({ message }) => message);
      assert.equal(messages?.length, 1);
      assert.match(messages.join(), /^expected at most [\d_]+ characters$/);
    });
  }
});

describe('the form of a link, as the description of the API tells it,', () => {
  it('allows nothing that is refused', () => {
    const signs = Array.from('/.:?#@\\-_%[] \n\u0000\u00a0\ufeffé😀');
    const words = 'http HTTPS :// // .. :80 :99999 a b-c 0 1.2 .example xn-- %2e localhost'.split(
      ' ',
    );
    const start = fc.constantFrom('', 'https://', ' a.example', 'b-c.org:80/', 'HTTP://d.e_f.org');
    const rest = fc.array(fc.constantFrom(...signs, ...words), { maxLength: 8 });
    const form = new RegExp(linkForm, 'u');
    let allowed = 0;
    fc.assert(
      fc.property(start, rest, (before, parts) => {
        const value = [before, ...parts].join('');
        if (!form.test(value)) return;
        if (value.trim()) allowed += 1;
        assert.notEqual(read(link, value), refused);
      }),
      { numRuns: 5_000 },
    );
    assert.ok(allowed > 100, String(allowed));
  });
});
