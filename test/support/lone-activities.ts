import assert from 'node:assert/strict';
import { ContactPages } from '../../src/activities/contacts/contact-pages.js';
import type { ActivityDeps } from '../../src/activities/deps.js';
import { readLayout } from '../../src/campaign/copy/templates.js';
import { createTemplateDesk } from '../../src/processes/activity-deps.js';
import { room } from '../../src/rendering/room.js';
import { withDoor } from '../../src/vendors/door.js';
import { createGate } from '../../src/vendors/gate.js';
import { KnownFaults } from '../../src/vendors/known-faults.js';

/** Faults that nobody hears of. */
export function unknownFaults(): ActivityDeps['faults'] {
  const nobody = { onFault() {}, onMended() {}, onForgotten() {} };
  return {
    notion: new KnownFaults('notion', nobody),
    resend: new KnownFaults('resend', nobody),
    template: new KnownFaults('template', nobody),
    shadow: new KnownFaults('shadow', nobody),
  };
}

/** What activities work with that only know Notion: no runs, no stops, nothing to send. */
export async function loneActivityDeps(
  more: Pick<ActivityDeps, 'workspace'> & Partial<ActivityDeps>,
): Promise<ActivityDeps> {
  const now = () => new Date('2025-12-01T00:00:00Z');
  const settings = { zone: 'UTC' };
  const sender = {
    from: 'Us <us@us.example>',
    replyTo: 'us@us.example',
    name: 'Us',
    address: '1 Street',
  };
  const doors = {
    isShadow: false,
    workspace: more.workspace,
    sendMail: () => assert.fail('nothing is sent here'),
    checkSender: async () => {},
  };
  return {
    ...doors,
    shadow: doors,
    renderer: room,
    templates: createTemplateDesk(async () => more.workspace, { settings, sender }, now),
    contactPages: new ContactPages(),
    gates: { notion: withDoor(createGate(1_000)), resend: createGate(1_000) },
    faults: unknownFaults(),
    listMails: async () => [],
    mails: { keep() {}, find: async () => undefined },
    sendAlert: async () => {},
    runs: {
      isKnown: async () => false,
      readRuns: async () => ({ records: [], untold: [] }),
      knownDifferences: async () => [],
      personOf: async () => undefined,
      isFirst: async () => true,
      decidedBefore: async () => [],
      isAlone: async () => true,
      tellMended: async () => true,
      tellMendedTo: async () => true,
      countDue: async () => 0,
      lookOver: async () => [],
      lookAgain: async () => ({ kind: 'over' }),
      tellStop: async () => [],
      tellSwitchedOn: async () => true,
      openStops: async () => [],
      listedStops: async () => [],
      stopsSince: async () => [],
      endStops: async () => {},
      isWithdrawn: async () => false,
      lookBeforeSend: async () => undefined,
      resultOf: async () => undefined,
      settleSent: async () => assert.fail('there is no run to settle'),
      sendingOffAt: async () => undefined,
      switchState: async () => ({ offTimes: [] }),
    },
    unsubscribeUrl: () => 'https://us.example/u/1',
    layout: await readLayout(),
    settings,
    sender,
    isTestRecipient: () => true,
    runUrl: (id) => `https://temporal.example/${id}`,
    pageUrl: (page) => `https://temporal.example/${page}`,
    templateCacheMs: 1,
    now,
    ...more,
  };
}
