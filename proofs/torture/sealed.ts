import { createDecipheriv } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import proto from '@temporalio/proto';

/** A payload as Temporal's own tools write it: bytes in base64. */
interface Written {
  metadata?: Record<string, string>;
  data?: string;
}

/**
 * Reads the first of some payloads, which is JSON in clear, or sealed as docs/encryption.md describes: a nonce of 12
 * bytes, the gzipped payload by AES-256-GCM, a tag of 16. Written anew from that page.
 */
export function decoderOf(key: Uint8Array): (payloads: unknown) => unknown {
  return (payloads) => {
    const [first] = (payloads as { payloads?: Written[] } | undefined)?.payloads ?? [];
    if (!first?.data) return undefined;
    const data = Buffer.from(first.data, 'base64');
    const encoding = Buffer.from(first.metadata?.['encoding'] ?? '', 'base64').toString();
    const clear = encoding === 'binary/encrypted' ? unseal(data, key) : data;
    return clear.length === 0 ? undefined : (JSON.parse(clear.toString()) as unknown);
  };
}

function unseal(data: Buffer, key: Uint8Array): Buffer {
  const opening = createDecipheriv('aes-256-gcm', key, data.subarray(0, 12));
  opening.setAuthTag(data.subarray(-16));
  const packed = Buffer.concat([opening.update(data.subarray(12, -16)), opening.final()]);
  const whole = proto.temporal.api.common.v1.Payload.decode(gunzipSync(packed));
  return Buffer.from(whole.data);
}
