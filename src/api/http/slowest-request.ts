import type { ServerOptions } from 'node:http';
import { SECOND } from '../../domain/duration.js';

/** A sender that is slower than this is cut off: headers, and the whole request. */
export const slowestRequest: ServerOptions = {
  headersTimeout: 10 * SECOND,
  requestTimeout: 10 * SECOND,
  connectionsCheckingInterval: 2 * SECOND,
};
