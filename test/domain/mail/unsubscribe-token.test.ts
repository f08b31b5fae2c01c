import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  makeUnsubscribeToken,
  readUnsubscribeToken,
} from '../../../src/domain/mail/unsubscribe-token.js';

const secret = 'a secret of at least thirty-two characters';
const older = 'an older secret of thirty-two characters';

describe('unsubscribe tokens', () => {
  it('give back their address, with the newest secret or an older one', () => {
    fc.assert(
      fc.property(fc.emailAddress(), (email) => {
        const token = makeUnsubscribeToken(secret, email);
        assert.equal(readUnsubscribeToken([secret], token), email);
        assert.equal(readUnsubscribeToken([older, secret], token), email);
      }),
    );
  });

  it('are the same each time, so that an email made once more is the one that Resend knows', () => {
    const addresses = fc.uniqueArray(fc.emailAddress(), { minLength: 2 });
    fc.assert(
      fc.property(addresses, (emails) => {
        const nonces = new Set<string>();
        for (const email of emails) {
          const token = makeUnsubscribeToken(secret, email);
          assert.equal(makeUnsubscribeToken(secret, email), token);
          assert.notEqual(makeUnsubscribeToken(older, email), token);
          nonces.add(Buffer.from(token, 'base64url').subarray(4, 16).toString('hex'));
        }
        assert.equal(nonces.size, emails.length, 'no two addresses are sealed with one nonce');
      }),
    );
  });

  it('tell nobody anything', () => {
    const token = makeUnsubscribeToken(secret, 'sarah@salon.example');
    const bytes = Buffer.from(token, 'base64url').toString('latin1');
    assert.doesNotMatch(`${token}${bytes}`, /sarah|salon/);
  });

  it('are what they have always been: links in mail that was sent years ago go on working', () => {
    const sentOnce: [email: string, token: string][] = [
      [
        'sarah@salon.example',
        '2mTpzTx7qJrZ7NiRXrXOdj4MLbmaB6PmV_YLOHp5Jm_N6xG-zjBRm-qSDCvPNmJ_EJ9b',
      ],
      [
        'zo\u00eb@salon.example',
        '2mTpzYjGiZq43N4tTvPNtFRhHIS8VrhgsCSLmjVtlnnSHTjD-e7fanc_m9xKGXqTG-k',
      ],
    ];
    for (const [email, token] of sentOnce) {
      assert.equal(makeUnsubscribeToken(secret, email), token);
      assert.equal(readUnsubscribeToken([secret], token), email);
    }
  });

  it('are of somebody: one of nobody is refused, though it is sealed as it should be', () => {
    assert.equal(readUnsubscribeToken([secret], makeUnsubscribeToken(secret, '')), undefined);
    assert.equal(readUnsubscribeToken([secret], makeUnsubscribeToken(secret, 'a')), 'a');
  });

  it('are refused when forged, flipped, cut, extended or made with another secret', () => {
    const token = makeUnsubscribeToken(secret, 'sarah@salon.example');
    assert.equal(readUnsubscribeToken([older], token), undefined);
    const alphabet = fc.constantFrom('A', 'z', '0', '9', '-', '_', '=', '.', ' ', '/');
    fc.assert(
      fc.property(fc.nat(token.length), alphabet, fc.nat(2), (at, character, kind) => {
        const rest = kind === 0 ? token.slice(at + 1) : kind === 1 ? token.slice(at) : '';
        const changed = `${token.slice(0, at)}${character}${rest}`;
        fc.pre(changed !== token);
        assert.equal(readUnsubscribeToken([secret], changed), undefined);
      }),
    );
    fc.assert(
      fc.property(fc.string(), (anything) => {
        assert.equal(readUnsubscribeToken([secret], anything), undefined);
      }),
    );
  });
});
