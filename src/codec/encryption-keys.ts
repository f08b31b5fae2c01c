import { createSecretKey, type KeyObject } from 'node:crypto';

/** A key that seals what Temporal stores, and what sealed payloads call it by. */
export interface EncryptionKey {
  id: string;
  key: KeyObject;
}

const keyBytes = 32;

/** It stands in clear beside all that it seals, and in messages. */
const idForm = /^[\w.-]{1,64}$/;

/**
 * `id:base64 of 32 bytes`, or several separated by commas: the first seals, all open. What is wrong is told
 * without a value: an id may be a key that was pasted into the wrong place.
 */
export function readEncryptionKeys(text = ''): { keys: EncryptionKey[]; faults: string[] } {
  const entries = text
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean);
  const read = entries.map(readOne);
  const keys = read.flatMap((one) => one ?? []);
  const faults = read.includes(undefined)
    ? ['expected id:base64 of 32 bytes, or several separated by commas']
    : [];
  const ids = keys.map(({ id }) => id);
  if (new Set(ids).size < ids.length) faults.push('expected another id for each key');
  return { keys, faults };
}

function readOne(entry: string): EncryptionKey | undefined {
  const [id = '', encoded = '', ...rest] = entry.split(':');
  const bytes = Buffer.from(encoded, 'base64');
  const isWhole = bytes.toString('base64') === encoded && bytes.length === keyBytes;
  if (!isWhole || rest.length > 0 || !idForm.test(id)) return undefined;
  return { id, key: createSecretKey(bytes) };
}
