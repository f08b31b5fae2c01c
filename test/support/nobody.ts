import { Connection } from '@temporalio/client';

/**
 * A connection to a Temporal that is not there. It never tries again: the client's own retries would go
 * on after the test, and fail whatever runs then. It holds nothing open, so that nobody need close it.
 */
export function connectToNobody(): Connection {
  return Connection.lazy({ address: '127.0.0.1:1', interceptors: [] });
}
