import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Payload, PayloadCodec } from '@temporalio/common';
import proto from '@temporalio/proto';
import type { EncryptionKey } from './encryption-keys.js';

const { Payload: Whole } = proto.temporal.api.common.v1;

/** What a sealed payload says of itself in clear: that it is one, and which key opens it. */
const sealedEncoding = 'binary/encrypted';
const keyIdName = 'encryption-key-id';

const cipher = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/** Temporal itself takes no message of half this size: what grows beyond it was never ours. */
const mostBytes = 8 * 1_024 * 1_024;

/** A payload that nobody here can open; the message names the key, never the content. */
export class Sealed extends Error {
  override name = 'Sealed';
}

/** The id of the key that a payload is sealed with; undefined for one in clear. */
export function keyIdOf({ metadata }: Payload): string | undefined {
  if (textOf(metadata?.['encoding']) !== sealedEncoding) return undefined;
  const id = textOf(metadata?.[keyIdName]);
  // Whoever writes to Temporal may have put anything there.
  return /^[\w.-]{1,64}$/.test(id) ? id : '(not one of ours)';
}

/**
 * Seals whole payloads, their metadata too: gzip, then AES-256-GCM. The first key seals, each opens. What is in
 * clear stays readable, so that runs which began before there was a key go on; without any key nothing is sealed.
 */
export function createCodec(keys: readonly EncryptionKey[]): PayloadCodec {
  const [sealing] = keys;
  const byId = new Map(keys.map((key) => [key.id, key]));
  return {
    async encode(payloads) {
      return sealing ? payloads.map((payload) => seal(payload, sealing)) : payloads;
    },
    async decode(payloads) {
      return payloads.map((payload) => {
        const id = keyIdOf(payload);
        return id === undefined ? payload : open(payload, id, byId.get(id));
      });
    },
  };
}

function seal(payload: Payload, { id, key }: EncryptionKey): Payload {
  const nonce = randomBytes(nonceBytes);
  const sealing = createCipheriv(cipher, key, nonce, { authTagLength: tagBytes });
  const packed = gzipSync(Whole.encode(payload).finish());
  const data = [nonce, sealing.update(packed), sealing.final(), sealing.getAuthTag()];
  return {
    metadata: { encoding: Buffer.from(sealedEncoding), [keyIdName]: Buffer.from(id) },
    data: Buffer.concat(data),
  };
}

function open(payload: Payload, id: string, found: EncryptionKey | undefined): Payload {
  if (!found) {
    throw new Sealed(`it is sealed with the key "${id}", which ENCRYPTION_KEY does not hold`);
  }
  try {
    const data = Buffer.from(payload.data ?? []);
    const nonce = data.subarray(0, nonceBytes);
    const opening = createDecipheriv(cipher, found.key, nonce, { authTagLength: tagBytes });
    opening.setAuthTag(data.subarray(-tagBytes));
    const packed = [opening.update(data.subarray(nonceBytes, -tagBytes)), opening.final()];
    const whole = gunzipSync(Buffer.concat(packed), { maxOutputLength: mostBytes });
    // Copied, as it lies in a block of 16 KiB: a run that holds it would keep all of that, and threads be sent it.
    return Whole.decode(new Uint8Array(whole));
  } catch {
    throw new Sealed(
      `the key "${id}" does not open it: it was changed, or was sealed with another key of that id`,
    );
  }
}

function textOf(bytes: Uint8Array | null | undefined): string {
  return Buffer.from(bytes ?? []).toString();
}
