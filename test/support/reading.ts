import assert from 'node:assert/strict';
import type { ReadableEvent } from '../../src/campaign/define/define-event.js';
import { InvalidEvent } from '../../src/domain/errors.js';
import type { AcceptedEvent } from '../../src/domain/event/event.js';

/** What an event comes to that is taken; fails for one that is ignored. */
export function accepted({ read }: ReadableEvent, body: unknown, now: Date): AcceptedEvent {
  const event = read(body, now);
  assert.ok(!('ignored' in event), JSON.stringify(event));
  return event;
}

/** The fields that a refusal names; none where the work refuses nothing. */
export function faultsOf(work: () => unknown): string[] {
  try {
    work();
    return [];
  } catch (error) {
    assert.ok(error instanceof InvalidEvent, String(error));
    return error.faults.map(({ path }) => path);
  }
}
