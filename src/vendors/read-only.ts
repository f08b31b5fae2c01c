import { VendorFault } from '../domain/errors.js';
import { shadowMark } from '../domain/shadow.js';

/** A request that a client which only reads has refused, so that nothing has left. */
export function readOnlyFault(vendor: string): VendorFault {
  return new VendorFault(`SHADOW is on: ${vendor} is only read`, { kind: 'permanent' });
}

/** What stands for the id of a page that was not made. */
export const pretendedPageId = `${shadowMark}page`;

/** Whether an id is none of a vendor's. */
export function isPretended(id: string): boolean {
  return id.startsWith(shadowMark);
}
