import type { Client } from '@notionhq/client';
import { VendorFault } from '../../domain/errors.js';
import { createGate, type Gate } from '../gate.js';
import { stopWhatIsKnownByNow } from '../known-faults.js';
import { toFault } from './faults.js';

/** Longer than the pace ever makes a request wait. Whoever would wait longer does so outside. */
const longestWaitMs = 30_000;

/** Enough for the pace that Notion allows while an answer takes no more than a second. */
const mostUnderWay = 3;

/** What keeps the pace for Notion. */
export function createNotionGate(requestsPerSecond: number): Gate {
  return createGate(requestsPerSecond, { mostUnderWay, longestWaitMs });
}

/** Notion's official client, paced; what it is asked here is one request each. */
export class NotionRequests {
  private readonly client: Client;
  private readonly gate: Gate;

  constructor(client: Client, gate: Gate) {
    this.client = client;
    this.gate = gate;
  }

  /** @throws {VendorFault} */
  async ask<T>(request: (client: Client) => Promise<T>): Promise<T> {
    try {
      return await this.try(request);
    } catch (error) {
      throw toFault(error);
    }
  }

  /**
   * The same with the client's own error, for callers that tell one from another. A vendor that asks
   * for a pause gets it from every request, not only from this one.
   */
  async try<T>(request: (client: Client) => Promise<T>): Promise<T> {
    const waitMs = this.gate.waitMs();
    if (waitMs > longestWaitMs) {
      throw new VendorFault('Notion asked for a pause', { kind: 'delay', retryAfterMs: waitMs });
    }
    try {
      return await this.gate.pass(async () => {
        stopWhatIsKnownByNow();
        return request(this.client);
      });
    } catch (error) {
      const { retryAfterMs } = toFault(error);
      const isOurOwn = error instanceof VendorFault; // nothing was asked
      if (retryAfterMs && !isOurOwn) this.gate.holdFor(retryAfterMs);
      throw error;
    }
  }
}
