import { fileURLToPath } from 'node:url';
import type { DataConverter } from '@temporalio/common';
import { createCodec } from './codec.js';
import type { EncryptionKey } from './encryption-keys.js';

/** Where Temporal finds what makes payloads of failures' messages and stacks; compiled, it has another name. */
export const encodedFailures = fileURLToPath(
  new URL(import.meta.url.replace(/data-converter(?=\.[jt]s$)/, 'encoded-failures')),
);

/** How all of our processes write to Temporal, and read what it has; without a key in clear. */
export function dataConverterOf(keys: readonly EncryptionKey[]): DataConverter {
  return {
    payloadCodecs: [createCodec(keys)],
    ...(keys.length > 0 && { failureConverterPath: encodedFailures }),
  };
}
