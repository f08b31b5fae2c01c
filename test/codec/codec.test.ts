import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import fc from 'fast-check';
import { createCodec, keyIdOf, Sealed } from '../../src/codec/codec.js';
import { readEncryptionKeys } from '../../src/codec/encryption-keys.js';

const drawn = (id: string) => `${id}:${randomBytes(32).toString('base64')}`;
const [older, newer] = [drawn('2025'), drawn('2026')];
const codecOf = (text: string) => createCodec(readEncryptionKeys(text).keys);

/** Any payload: what it says of itself, and its bytes. */
const payloads = fc.record({
  metadata: fc.dictionary(fc.string({ minLength: 1 }), fc.uint8Array()),
  data: fc.uint8Array({ maxLength: 5_000 }),
});
const plain = ({ metadata, data }: Payload) => ({
  metadata: Object.entries(metadata ?? {}).map(([name, value]) => [
    name,
    Buffer.from(value).toString('hex'),
  ]),
  data: Buffer.from(data ?? []).toString('hex'),
});
const [sealed = {}] = await codecOf(newer).encode([defaultPayloadConverter.toPayload('Sarah')]);

describe('sealed payloads', () => {
  it('come back as they were, and show nothing but the id of their key', async () => {
    const codec = codecOf(newer);
    await fc.assert(
      fc.asyncProperty(fc.array(payloads, { maxLength: 3 }), async (given) => {
        const kept = await codec.encode(given);
        for (const { metadata } of kept) {
          assert.deepEqual(Object.keys(metadata ?? {}), ['encoding', 'encryption-key-id']);
        }
        assert.deepEqual(
          kept.map(keyIdOf),
          given.map(() => '2026'),
        );
        assert.deepEqual((await codec.decode(kept)).map(plain), given.map(plain));
      }),
    );
  });

  it('differ each time, so that nobody sees that two are the same', async () => {
    const same = Array.from({ length: 50 }, () => defaultPayloadConverter.toPayload('Sarah'));
    const kept = await codecOf(newer).encode(same);
    const nonces = kept.map(({ data }) =>
      Buffer.from(data ?? [])
        .subarray(0, 12)
        .toString('hex'),
    );
    assert.equal(new Set(nonces).size, same.length);
  });

  it('open to no other key, and to none of their own once any bit of theirs is another', async () => {
    const codec = codecOf(newer);
    const bytes = Buffer.from(sealed.data ?? []);
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length * 8 - 1), async (bit) => {
        const data = Buffer.from(bytes);
        data[bit >> 3] = (data[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        await assert.rejects(codec.decode([{ ...sealed, data }]), Sealed);
      }),
    );
    for (const length of [0, 11, 12, 27, 28, bytes.length - 1]) {
      const cut = { ...sealed, data: bytes.subarray(0, length) };
      await assert.rejects(codec.decode([cut]), Sealed, String(length));
    }
    await assert.rejects(codecOf(drawn('2026')).decode([sealed]), /key "2026" does not open it/);
  });

  it('open to an older key, and are made with the first', async () => {
    const [old = {}] = await codecOf(older).encode([defaultPayloadConverter.toPayload('old')]);
    const both = codecOf(`${newer},${older}`);
    const opened = await both.decode([old, sealed]);
    assert.deepEqual(
      opened.map((payload) => defaultPayloadConverter.fromPayload(payload)),
      ['old', 'Sarah'],
    );
    assert.deepEqual((await both.encode([old])).map(keyIdOf), ['2026']);
  });

  it('whose key is missing name it, and nothing of what they hold', async () => {
    for (const text of ['', older]) {
      await assert.rejects(codecOf(text).decode([sealed]), ({ message }: Error) => {
        assert.equal(
          message,
          'it is sealed with the key "2026", which ENCRYPTION_KEY does not hold',
        );
        return true;
      });
    }
    const metadata = { ...sealed.metadata, 'encryption-key-id': Buffer.from('\u001B[2J<x>') };
    await assert.rejects(codecOf(newer).decode([{ ...sealed, metadata }]), /"\(not one of ours\)"/);
  });

  it('and those in clear go through: a run that began without a key goes on', async () => {
    const clear = defaultPayloadConverter.toPayload({ name: 'Sarah' });
    assert.deepEqual(await codecOf(newer).decode([clear]), [clear]);
    assert.deepEqual(await codecOf('').encode([clear]), [clear]);
    assert.equal(keyIdOf(clear), undefined);
  });

  it('of far more than Temporal ever takes are not unpacked', async () => {
    const [large = {}] = await codecOf(newer).encode([{ data: new Uint8Array(9 * 1_024 * 1_024) }]);
    assert.ok((large.data?.length ?? 0) < gzipSync(new Uint8Array(10_000_000)).length);
    await assert.rejects(codecOf(newer).decode([large]), Sealed);
  });
});

describe('encryption keys', () => {
  const base64 = randomBytes(32).toString('base64');
  it('are read, the first first, whatever space is around them', () => {
    const { keys, faults } = readEncryptionKeys(` ${newer} , ${older},`);
    assert.deepEqual([keys.map(({ id }) => id), faults], [['2026', '2025'], []]);
    assert.deepEqual(readEncryptionKeys(), { keys: [], faults: [] });
  });
  for (const [what, text] of [
    ['without an id', base64],
    ['of too few bytes', `a:${randomBytes(31).toString('base64')}`],
    ['of too many', `a:${randomBytes(33).toString('base64')}`],
    ['that is no base64', `a:${'!'.repeat(44)}`],
    ['that was cut', `a:${base64.slice(0, -2)}`],
    ['with an odd id', `a b:${base64}`],
    ['with two colons', `a:b:${base64}`],
    ['behind a good one', `${newer},${base64}`],
  ] as const) {
    it(`are refused ${what}, without a value`, () => {
      const { faults } = readEncryptionKeys(text);
      assert.deepEqual(faults, ['expected id:base64 of 32 bytes, or several separated by commas']);
    });
  }
  it('are refused where two have one id', () =>
    assert.deepEqual(readEncryptionKeys(`${drawn('a')},${drawn('a')}`).faults, [
      'expected another id for each key',
    ]));
});
