import { isHTTPResponseError } from '@notionhq/client';
import { VendorFault } from '../../domain/errors.js';
import { toFault } from './faults.js';

/**
 * What a refusal is about where a person can mend it:
 *
 * - `notion-token`: Notion does not know the token
 * - `notion-sharing`: there is no such page or database, or it is not shared with the integration
 * - `notion-capability`: the integration may not do this, here or anywhere
 * - `notion-block-limit`: the workspace takes no more pages
 * - `notion-request`: Notion cannot make sense of what we ask
 */
export type RefusalAbout =
  | 'notion-token'
  | 'notion-sharing'
  | 'notion-capability'
  | 'notion-block-limit'
  | 'notion-request';

const byStatus: Readonly<Record<number, RefusalAbout>> = {
  400: 'notion-request',
  401: 'notion-token',
  403: 'notion-capability',
  404: 'notion-sharing',
};

/** An error of the client as whoever sets up needs it told; others as `toFault` has them. */
export function toRefusal(error: unknown): VendorFault {
  if (!isHTTPResponseError(error)) return toFault(error);
  const { status, code, additional_data } = error;
  const isFull = status === 403 && additional_data?.['block_limit'] !== undefined;
  const about = isFull ? 'notion-block-limit' : byStatus[status];
  if (!about) return toFault(error);
  return new VendorFault(`Notion answered ${status} ${code}`, { kind: 'permanent', about });
}
