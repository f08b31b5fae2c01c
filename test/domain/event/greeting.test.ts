import assert from 'node:assert/strict';
import fc from 'fast-check';
import { events } from '../../../src/campaign/events.js';
import { signup } from '../../../src/campaign/signup.js';
import { copyVariables } from '../../../src/campaign/variables.js';
import { faultOfName, greetable } from '../../../src/domain/event/greeting.js';
import { promised } from '../../campaign/promises/promises.js';
import { accepted, faultsOf } from '../../support/reading.js';

const now = new Date('2025-12-01T12:00:00Z');

const names = [
  'Sarah',
  "Mary-Jane O'Neil",
  'J. R. Smith',
  'St. John',
  'Dr. Müller',
  'A.J.',
  'Ph.D.',
  'St.John',
  'Dr.Smith',
  'J.R.R.Tolkien',
  'Wm.',
  'Salon Sarah Inc.',
  'S.r.l.',
  'Sarah.',
  'Big Data: Sarah',
  'Salon No.5',
  'Sarah & Co.',
  '李小龍',
  'محمد',
  'ישראל',
  'Zoe\u0308',
  'Sarah\u200b',
  '👩‍🎨',
  '3',
  '<b>Bold</b>',
  '50% off',
  'Salon 2000, 1998-2020',
  '1-800-Flowers',
  'Sarah @ Home',
  'A // B',
  'Dr. (h.c.) Müller',
  'နေ့ ကျွန်ုပ် བསྒྲུབས',
  '🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f} 🇩🇪',
];

const links = [
  'https://evil.example/win',
  'Win at HTTP://evil',
  'www.evil',
  'evil.com',
  'Evil.Com',
  'Booking.com',
  'Salon.Sarah.CO.UK',
  't.me/evil',
  '//evil.com',
  'evil.com-win',
  '👻.com',
  'evil.рф',
  'evil.भारत',
  'evil.xn--p1ai',
  'evil\u3002com',
  'evil\u2024com',
  'see evil.example today',
  'evil.test',
  'EVIL.INVALID',
  'evil.localhost',
  'evil.onion',
  'www2.evil',
  'ftp.evil',
  String.raw`\\evil\share`,
  'sms:+123',
  'ann@evil.example',
  'ｅｖｉｌ．ｃｏｍ',
  'evil\u200b.com',
  'evil\u00ad.com',
  'mailto:ann',
  'javascript:alert(1)',
  'hxxp://evil',
  'https:evil',
  'http:\\\\evil',
  '//evil/win',
  'evil。com',
  'evil｡com',
  'evil․com',
  'evil[.]com',
  'evil (dot) com',
  '𝗲𝘃𝗶𝗹.𝗰𝗼𝗺',
  'evil.xn--p1ai',
  'зло.рф',
  'see 203.0.113.7/win',
  'sms:123',
  'WhatsApp:send',
];

const faulty: [name: string, fault: RegExp][] = [
  ...links.map((name): [string, RegExp] => [name, /holds a link/]),
  ['Sarah\u202eliam', /turn a line around/],
  ['\u2066Sarah\u2069', /turn a line around/],
  ['\u200fSarah', /turn a line around/],
  ['Sarah\u0007', /turn a line around/],
  ['half of \ud83d', /half a character/],
  ['\u061cSarah', /turn a line around/],
  ['Sarah\u2028Win', /turn a line around/],
  ['call +1 (900) 555-0199', /phone number/],
  ['Win: 0900 123 456', /phone number/],
  ['٠٩٠٠١٢٣٤٥٦', /phone number/],
  [`Sa${'\u0336\u0353\u0301'.repeat(4)}rah`, /more marks/],
  ['\u200b', /nothing that can be seen/],
  ['\u3164', /nothing that can be seen/],
  ['\u{e0020}\u{e0041}', /nothing that can be seen/],
  ['\u{1d159}', /nothing that can be seen/],
  ['\ufffc \u115f\u1160', /nothing that can be seen/],
  ['\u180e\ufeff', /nothing that can be seen/],
  ['\ue000\u0378', /nothing that can be seen/],
  ['\u2800\u3164', /nothing that can be seen/],
  ['\u200d\ufe0f\u0301', /nothing that can be seen/],
  ['{{ first_name }} Miller', /braces/],
  ['Dear {first_name}', /braces/],
  ['{% if x %}', /braces/],
  ['#N/A', /stands for no name/],
  ['n/a', /stands for no name/],
  ['None', /stands for no name/],
  ['(empty)', /stands for no name/],
  ['FNAME', /stands for no name/],
  ['first_name', /stands for no name/],
  ['Your Name', /stands for no name/],
  ['not provided', /stands for no name/],
  ['-', /stands for no name/],
  ['.', /stands for no name/],
  ['???', /stands for no name/],
  ['x'.repeat(60_000), /too long/],
];

const nameFields = ['first_name', 'last_name', 'business_name', 'name'] as const;

/** A person of this name in all fields, in every event. */
const postsOf = (name: string) =>
  events.map((event) => {
    const person = Object.fromEntries(nameFields.map((field) => [field, name]));
    const { least = {} } = promised.find((one) => one.name === event.name) ?? {};
    return { event, body: { ...least, email: 'a@b.org', ...person } };
  });

function assertRefused(name: string): void {
  for (const { event, body } of postsOf(name)) {
    const faults = faultsOf(() => event.read(body, now));
    assert.deepEqual(faults.toSorted(), nameFields.toSorted(), event.name);
  }
}

function assertMissing(name: string): void {
  const isPosted = name.trim() !== '';
  for (const { event, body } of postsOf(name)) {
    const { contact, warnings } = accepted(event, body, now);
    assert.deepEqual(contact, { email: 'a@b.org' });
    for (const field of nameFields) {
      const told = warnings.filter((warning) => warning.startsWith(`${field} `));
      assert.equal(told.length, isPosted ? 1 : 0, `${event.name}: ${field}`);
      if (isPosted) assert.match(told[0] ?? '', /counts as missing/);
      assert.ok(!told[0]?.replace(field, '').includes(name.trim() || name));
    }
  }
}

function assertGreets(name: string): void {
  for (const { event, body } of postsOf(name)) {
    const { contact, warnings } = accepted(event, body, now);
    const { firstName, lastName, businessName } = contact;
    for (const greeting of [firstName, lastName, businessName]) assert.equal(greeting, name.trim());
    assert.ok(!warnings.some((warning) => warning.includes('name')));
  }
}

describe('a name that greets', () => {
  for (const name of names) {
    it(`may be ${JSON.stringify(name)}`, () => {
      assert.equal(faultOfName(name), undefined);
      assert.equal(greetable(` ${name} `), name);
    });
  }

  for (const [name, fault] of faulty) {
    it(`is none: ${JSON.stringify(name.slice(0, 40))}`, () => {
      assert.match(faultOfName(name) ?? '', fault);
      assert.equal(greetable(name), undefined);
    });
  }

  it('counts as missing where it is posted, with a warning that quotes nothing', () => {
    for (const [name] of faulty
      .filter(([{ length }]) => length <= 200)
      .filter(
        ([text]) => !text.includes('\u0007') && !text.includes('\u2028') && text.isWellFormed(),
      )) {
      assertMissing(name);
    }
  });

  /** What a name is made of, by what it makes of the whole. */
  const pieces = {
    seen: 'Sarah| Lee|李|محمد|Zoe\u0308|👩‍🎨|🏴\u{e0067}\u{e0062}\u{e007f}|3|Lee-'.split('|'),
    unseen: Array.from(
      '\u200b\u00ad\u034f\u180e\u2060\ufff9\ufe0f\u{e0100}\u3164\u115f\u1160\uffa0\u2800' +
        '\u{e0041}\u{e0001}\u{1d159}\u0301\u0489\u20dd\ue000\u00a0\u3000 ',
    ),
    turning: Array.from('\u202a\u202e\u2066\u2069\u200e\u200f\u061c'),
    refused: [
      ...Array.from('\u0000\u0007\u001b\u007f\u0080\u0085\u009b\ud800'),
      ...Array.from('\n\t\r\u2028\u2029', (character) => `a${character}b`),
    ],
  };
  const piece = fc
    .constantFrom(...(Object.keys(pieces) as (keyof typeof pieces)[]))
    .chain((kind) =>
      fc.record({ kind: fc.constant(kind), text: fc.constantFrom(...pieces[kind]) }),
    );

  it('has something to be seen and nothing that misleads, in whichever event and field', () => {
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 6 }), (parts) => {
        const name = parts.map(({ text }) => text).join('');
        const kinds = new Set(parts.map(({ kind }) => kind));
        if (kinds.has('refused')) assertRefused(name);
        else if (kinds.has('turning') || !kinds.has('seen')) assertMissing(name);
        else assertGreets(name);
      }),
    );
  });

  it('is the next best one where the first cannot greet', () => {
    const body = { email: 'a@b.org', first_name: 'evil.com', name: 'Sarah' };
    assert.equal(accepted(signup.event, body, now).contact.firstName, 'Sarah');
    const both = { email: 'a@b.org', first_name: 'Ann', name: 'evil.com' };
    const { contact, warnings } = accepted(signup.event, both, now);
    assert.equal(contact.firstName, 'Ann');
    assert.equal(warnings.length, 1);
  });

  it('is not taken from Notion either', () => {
    const said = (firstName: string | undefined) =>
      copyVariables({
        email: 'a@b.org',
        firstName,
        businessName: firstName,
        segment: undefined,
        event: {},
        settings: { zone: 'UTC' },
        sender: { name: '', address: '' },
        unsubscribeUrl: '',
        because: '',
        now,
      });
    for (const [name] of faulty) {
      const { first_name, business_name } = said(name);
      assert.deepEqual([first_name, business_name], ['there', 'your business']);
    }
    assert.equal(said('Sarah')['first_name'], 'Sarah');
  });
});
