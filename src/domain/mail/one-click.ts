import type { SequenceKind } from '../plan/sequence.js';

/** Headers by which readers unsubscribe in one click. Source: RFC 8058, asked for by the large providers. */
export function oneClickHeaders(kind: SequenceKind, url: string): Record<string, string> {
  if (kind !== 'marketing') return {};
  return {
    'List-Unsubscribe': `<${url}>`,
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  };
}
