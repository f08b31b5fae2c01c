import assert from 'node:assert/strict';
import { ContactPages } from '../../src/activities/contacts/contact-pages.js';
import type { ActivityDeps } from '../../src/activities/deps.js';
import { readLayout } from '../../src/campaign/copy/templates.js';

/** What activities work with that only know Notion: no runs, no stops, nothing to send. */
export async function loneActivityDeps(
  more: Pick<ActivityDeps, 'workspace'> & Partial<ActivityDeps>,
): Promise<ActivityDeps> {
  return {
    contactPages: new ContactPages(),
    sendMail: () => assert.fail('nothing is sent here'),
    sendAlert: async () => {},
    runs: {
      isKnown: async () => false,
      tellStop: async () => [],
      tellSwitchedOn: async () => true,
      openStops: async () => [],
      listedStops: async () => [],
      stopsSince: async () => [],
      endStops: async () => {},
      isWithdrawn: async () => false,
      settleSent: async () => assert.fail('there is no run to settle'),
      sendingOffAt: async () => undefined,
      switchState: async () => ({ offTimes: [] }),
    },
    unsubscribeUrl: () => 'https://us.example/u/1',
    layout: await readLayout(),
    settings: { zone: 'UTC' },
    sender: {
      from: 'Us <us@us.example>',
      replyTo: 'us@us.example',
      name: 'Us',
      address: '1 Street',
    },
    isTestRecipient: () => true,
    runUrl: (id) => `https://temporal.example/${id}`,
    templateCacheMs: 1,
    now: () => new Date('2025-12-01T00:00:00Z'),
    ...more,
  };
}
