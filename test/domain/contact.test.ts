import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import {
  addressesIn,
  contactKey,
  deliveryAddress,
  isEmail,
  isMadeUp,
  normaliseEmail,
  spellingsOf,
} from '../../src/domain/contact.js';

const secret = 'a secret of at least thirty-two characters';

describe('a contact', () => {
  const same: [string, string][] = [
    ['sarah@salon.example', 'sarah@salon.example'],
    ['Sarah@Salon.Example', 'sarah@salon.example'],
    [' sarah@salon.example\n', 'sarah@salon.example'],
    ['sarah@münchen.example', 'sarah@xn--mnchen-3ya.example'],
    ['SARAH@MÜNCHEN.EXAMPLE', 'sarah@xn--mnchen-3ya.example'],
    ['a@пример.рф', 'a@xn--e1afmkfd.xn--p1ai'],
    ['a@例え。jp', 'a@xn--r8jz45g.jp'],
  ];
  for (const [given, identity] of same) {
    it(`is ${identity} for ${JSON.stringify(given)}`, () => {
      assert.equal(normaliseEmail(given), identity);
      assert.ok(isEmail(given));
      assert.equal(contactKey(secret, given), contactKey(secret, identity));
    });
  }

  it('is another with other dots or another +tag', () => {
    const addresses = ['a.b@c.org', 'ab@c.org', 'ab+x@c.org', 'ab+y@c.org'];
    const keys = addresses.map((address) => contactKey(secret, address));
    assert.equal(new Set(keys).size, addresses.length);
  });

  it('is named by the start of an HMAC-SHA256 over the address', () => {
    const hmac = createHmac('sha256', secret).update('sarah@salon.example').digest('hex');
    assert.equal(contactKey(secret, 'Sarah@salon.example'), hmac.slice(0, 32));
    assert.notEqual(contactKey(`${secret}.`, 'sarah@salon.example'), hmac.slice(0, 32));
  });

  it('keeps its identity when it is normalised again', () => {
    fc.assert(
      fc.property(fc.emailAddress(), (address) => {
        const once = normaliseEmail(address);
        assert.equal(normaliseEmail(once), once);
        assert.equal(normaliseEmail(address.toUpperCase()), once);
        assert.ok(isEmail(address), address);
      }),
    );
  });
});

describe('deliveryAddress', () => {
  const forms: [string, string][] = [
    [' Sarah+Spa@Salon.Example ', 'Sarah+Spa@Salon.Example'],
    ['Sarah@München.example', 'Sarah@xn--mnchen-3ya.example'],
  ];
  for (const [given, delivered] of forms) {
    it(`mails ${JSON.stringify(given)} at ${delivered}`, () =>
      assert.equal(deliveryAddress(given), delivered));
  }
});

describe('a text that is no address, or longer than any is', () => {
  it('is left as it is, but for the blanks beside it', () => {
    assert.equal(deliveryAddress(' M\u00fcnchen '), 'M\u00fcnchen');
    const domain = 'm\u00fcnchen.example';
    const longest = `${'a'.repeat(253 - domain.length)}@${domain}`;
    assert.equal(deliveryAddress(` ${longest}`), longest.replace(domain, 'xn--mnchen-3ya.example'));
    assert.equal(deliveryAddress(`a${longest} `), `a${longest}`);
    assert.ok(!isMadeUp(`${'1'.repeat(300)}@sms.cal.com`));
  });

  it('is not looked into, however much of it is blanks', () => {
    assert.ok(isEmail('a@b.org'.padStart(1_000)));
    assert.ok(!isEmail('a@b.org'.padStart(1_001)));
  });

  it('is measured in the form that mail servers take', () => {
    // Each word has 56 letters, and 63 there: a word has no more.
    const words = Array.from({ length: 3 }, () => `\u00fc${'b'.repeat(55)}`);
    const address = (local: number) => `${'a'.repeat(local)}@${words.join('.')}.org`;
    assert.equal(deliveryAddress(address(58)).length, 254);
    assert.ok(isEmail(address(58)));
    assert.ok(address(59).length < 254);
    assert.ok(!isEmail(address(59)));
  });
});

describe('isMadeUp', () => {
  const madeUp = [
    '491701234567@sms.cal.com',
    '+491701234567@SMS.cal.com',
    'x@sms.cal.eu',
    ' +491701234567@sms.cal.com ',
    '+491701234567;isub=1@sms.cal.com',
    'booked-with-sms@cal.com',
    '491701234567@cal.com',
  ];
  for (const address of madeUp) {
    it(`knows ${address} for a phone number`, () => assert.ok(isMadeUp(address)));
  }
  const mailboxes = [
    '13912345678@139.com',
    'sms@cal.com',
    'a@notsms.cal.com.example',
    '15551234567@sms.example',
    '12@cal.com',
    'ann@cal.com',
    'ann491701234567@cal.com',
    '491701234567@cal.com.example',
    'ann@sms.cal.com-x.example',
  ];
  for (const address of mailboxes) {
    it(`leaves ${address} alone`, () => assert.ok(!isMadeUp(address)));
  }
});

describe('an address', () => {
  it('is judged, keyed and mailed in one form', () => {
    const character = fc.oneof(
      fc.constantFrom(
        ...Array.from(
          'aKk@.-_+"<>,;:()[] \t\n\u212a\u0130\u0131\u017f\u00df\u00e9\u0301\uff0e\u3002\u00ad\u200b',
        ),
      ),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    );
    const text = fc.array(character, { maxLength: 8 }).map((characters) => characters.join(''));
    const address = fc
      .tuple(
        fc.constantFrom('kate', ''),
        text,
        fc.constantFrom('@example.com', '@b.org', '@'),
        text,
      )
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(address, (given) => {
        if (!isEmail(given)) return;
        const mailed = deliveryAddress(given);
        assert.match(mailed, /^[!-~]+@[!-~]+$/, given);
        assert.ok(isEmail(mailed), given);
        // Whoever mails it, and lowers it as they like, reaches the one whom it is keyed by.
        assert.equal(mailed.toLowerCase(), normaliseEmail(given));
        assert.equal(contactKey(secret, mailed), contactKey(secret, given));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('isEmail', () => {
  const good = ["o'brien@x.ie", 'a!b@c.org', 'a_b-c@d-e.co.uk', 'a@xn--mnchen-3ya.de', '1@2.org'];
  for (const address of good) {
    it(`takes ${address}`, () => assert.ok(isEmail(address)));
  }

  // What an ASCII form would drop or decode in silence must not name somebody else.
  const bad = [
    // Letters that lower-case, or that their plain form turns, into those of somebody else.
    '\u212aate@example.com',
    'kate@\u212aate.org',
    'kate@\u212aüche.example',
    '\u0130stanbul@b.org',
    'a@\u0130stanbul.example',
    'a@\u017farah.example',
    '\u017farah@b.org',
    'a@\uff45xample.org',
    'a@exa\u00admple.org',
    'a@ex\u200bämple.org',
    'a@xn--',
    'a@xn--a.org',
    'a@xn--kate-.org',
    '',
    '@',
    'a',
    'a@',
    '@b.org',
    'a@b',
    'a@localhost',
    'a@b.1org',
    'a@b.org1',
    'a@b.c',
    'a@b.org.',
    'a@.org',
    'a@b..org',
    '.a@b.org',
    'a.@b.org',
    'a..b@c.org',
    'a b@c.org',
    'a@b c.org',
    'a@-b.org',
    'a@b-.org',
    'a@b_c.org',
    'a@1.2.3.4',
    'a@[1.2.3.4]',
    '"a"@b.org',
    'a@b@c.org',
    'a@b\t.org',
    'a@b\n.org',
    'a@é\u0000.org',
    'a@é.org/x',
    'a@é.org?x',
    'a@é.org#x',
    'a@é.org:25',
    'a@É%41.org',
    'ü@b.org',
    `${'a'.repeat(65)}@b.org`,
    `a@${'b'.repeat(64)}.org`,
    `a@${'b.'.repeat(150)}org`,
    '@'.repeat(60_000),
  ];
  for (const address of bad) {
    it(`refuses ${JSON.stringify(address.slice(0, 60))}`, () => assert.ok(!isEmail(address)));
  }
});

describe('addresses that a person has typed', () => {
  const ofLength = (length: number) => `${'a'.repeat(length - 16)} b@salon.example`;
  const typed: [typed: string, ...addresses: string[]][] = [
    ['Sarah@Salon.example', 'sarah@salon.example'],
    ['\u00a0sarah@salon.example\u200b ', 'sarah@salon.example'],
    ['sa\u00adrah@salon.example', 'sarah@salon.example'],
    ['Sarah Miller <sarah@salon.example>', 'sarah@salon.example'],
    ['"Miller"sarah@salon.example(office)', 'sarah@salon.example'],
    ['MAILTO:sarah@salon.example', 'sarah@salon.example'],
    ['sarah+mailto:x@salon.example', 'sarah+mailto:x@salon.example'],
    [
      'a@salon.example; b@salon.example,\n c@münchen.example',
      'a@salon.example',
      'b@salon.example',
      'c@xn--mnchen-3ya.example',
    ],
    ['ask Sarah for it'],
    [''],
    [ofLength(1_000), 'b@salon.example'],
    [ofLength(1_001)],
  ];
  for (const [text, ...addresses] of typed) {
    it(`are ${addresses.join(', ') || 'none'} in ${JSON.stringify(text.slice(-48))}, of ${text.length}`, () =>
      assert.deepEqual(addressesIn(text), addresses));
  }
});

describe('ways in which an address may stand in a text', () => {
  const ways: [address: string, ...ways: string[]][] = [
    ['sarah@salon.example', 'sarah@salon.example'],
    [' Sarah@Salon.example', 'sarah@salon.example', 'Sarah@Salon.example'],
    [
      'Sarah@München.example',
      'sarah@xn--mnchen-3ya.example',
      'Sarah@München.example',
      'sarah@münchen.example',
    ],
    ['sarah@xn--mnchen-3ya.example', 'sarah@xn--mnchen-3ya.example', 'sarah@münchen.example'],
    [' none ', 'none'],
  ];
  for (const [address, ...expected] of ways) {
    it(`are ${expected.join(', ')}`, () => assert.deepEqual(spellingsOf(address), expected));
  }
});
