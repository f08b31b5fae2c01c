import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodeSecret } from '../../src/setup/decode-secret.js';

const encode = (text: string) => Buffer.from(text).toString('base64');
const encodeTimes = (text: string, times: number): string =>
  times === 0 ? text : encodeTimes(encode(text), times - 1);
const inKestra = { isEncodedThere: true };
const inPrefect = { isEncodedThere: false };

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'.split('');
const hex = '0123456789abcdef'.split('');
const of = (units: string[], length: number) =>
  fc.string({ unit: fc.constantFrom(...units), minLength: length, maxLength: length });

/** Values of which the form is known, each with a setting that has it. */
const shaped: [name: string, values: fc.Arbitrary<string>][] = [
  ['NOTION_TOKEN', of(letters, 46).map((end) => `ntn_${end}`)],
  ['NOTION_TOKEN', of(letters, 43).map((end) => `secret_${end}`)],
  ['RESEND_API_KEY', of(letters, 24).map((end) => `re_AbCd1234_${end}`)],
  ['RESEND_WEBHOOK_SECRET', of(letters, 32).map((end) => `whsec_${end}`)],
  ['NOTION_CONTACTS_DB_ID', of(hex, 32)],
  ['NOTION_TEMPLATES_DB_ID', fc.uuid()],
  ['ALERT_WEBHOOK_URL', fc.webUrl({ validSchemes: ['https'] })],
  ['TESTING_MODE', fc.constantFrom('true', 'false')],
];

describe('decodeSecret', () => {
  for (const [name, values] of shaped) {
    it(`finds ${name} however often it was encoded, and says how often`, () => {
      fc.assert(
        fc.property(values, fc.integer({ min: 0, max: 3 }), fc.boolean(), (value, times, is) => {
          const read = decodeSecret(name, encodeTimes(value, times), { isEncodedThere: is });
          assert.deepEqual(read, { value, times, wasWrapped: false, isDoubtful: false });
        }),
      );
    });
  }

  it('takes one layer off text of any language where its system encodes', () => {
    const words = fc
      .string({ unit: 'grapheme', minLength: 1 })
      .filter((text) => text.trim() === text && !/[\p{C}'"]/u.test(text) && text.isWellFormed())
      .filter((text) => !/^[A-Za-z0-9+/]+={0,2}$/.test(text) && !text.startsWith('\uFEFF'));
    fc.assert(
      fc.property(words, (text) => {
        const { value, times } = decodeSecret('SENDER_NAME', encode(text), inKestra);
        assert.deepEqual({ value, times }, { value: text, times: 1 });
      }),
    );
  });

  it('never decodes a key of random bytes that happens to be valid base64', () => {
    const keys = fc.uint8Array({ minLength: 24, maxLength: 48 });
    const ours = fc.oneof(
      keys.map((bytes) => Buffer.from(bytes).toString('base64')),
      of(hex, 64),
      of(letters, 40),
    );
    // By chance, one in 2^24 of these is readable.
    fc.assert(
      fc.property(ours, fc.constantFrom(inKestra, inPrefect), (key, system) => {
        fc.pre(!/^[\x20-\x7e]*$/.test(Buffer.from(key, 'base64').toString('latin1')));
        assert.equal(decodeSecret('CALENDLY_WEBHOOK_SECRET', key, system).value, key);
        assert.equal(decodeSecret('CALENDLY_WEBHOOK_SECRET', encode(key), inKestra).value, key);
      }),
    );
  });

  const table: [what: string, name: string, given: string, value: string, times: number][] = [
    [
      'padding that was cut',
      'RESEND_API_KEY',
      encode('re_1234567').replace(/=+$/, ''),
      're_1234567',
      1,
    ],
    [
      'lines of 76',
      'NOTION_TOKEN',
      `${encode(`ntn_${'x'.repeat(80)}`).slice(0, 76)}\n${encode(`ntn_${'x'.repeat(80)}`).slice(76)}`,
      `ntn_${'x'.repeat(80)}`,
      1,
    ],
    [
      'quotes that were encoded too',
      'NOTION_TOKEN',
      encode('"ntn_1234567890"'),
      'ntn_1234567890',
      1,
    ],
    [
      'a line end that was encoded too',
      'NOTION_TOKEN',
      encode('ntn_1234567890\r\n'),
      'ntn_1234567890',
      1,
    ],
    [
      'a readable key, twice',
      'CALCOM_WEBHOOK_SECRET',
      encodeTimes('the-key-of-our-calendar', 2),
      'the-key-of-our-calendar',
      2,
    ],
    [
      'a readable key, never',
      'CALCOM_WEBHOOK_SECRET',
      'the-key-of-our-calendar',
      'the-key-of-our-calendar',
      0,
    ],
    ['nothing', 'NOTION_TOKEN', '', '', 0],
  ];
  for (const [what, name, given, value, times] of table) {
    it(`reads ${what}`, () => {
      const read = decodeSecret(name, given, inKestra);
      assert.deepEqual({ value: read.value, times: read.times }, { value, times });
    });
  }

  it('leaves readable base64 alone where nothing was to be encoded and no form is known', () => {
    const given = encode('the-key-of-our-calendar');
    assert.equal(decodeSecret('CALCOM_WEBHOOK_SECRET', given, inPrefect).value, given);
  });

  it('says what looks unlike others of its kind', () => {
    assert.equal(decodeSecret('NOTION_TOKEN', encode('a-token-of-old'), inKestra).isDoubtful, true);
    assert.equal(decodeSecret('NOTION_CONTACTS_DB_ID', 'contacts', inKestra).isDoubtful, true);
  });
});
