import assert from 'node:assert/strict';
import { addressOf, domainOf } from '../../src/domain/contact.js';

describe('a mailbox', () => {
  const cases: [mailbox: string, address: string, domain: string][] = [
    ['sarah@salon.example', 'sarah@salon.example', 'salon.example'],
    ['Sarah <sarah@Salon.Example>', 'sarah@Salon.Example', 'salon.example'],
    ['"Sarah @ <home>" <sarah@salon.example> ', 'sarah@salon.example', 'salon.example'],
    ['<"s@h"@salon.example>', '"s@h"@salon.example', 'salon.example'],
    ['', '', ''],
  ];
  for (const [mailbox, address, domain] of cases) {
    it(`${JSON.stringify(mailbox)} is at ${domain}`, () => {
      assert.deepEqual([addressOf(mailbox), domainOf(mailbox)], [address, domain]);
    });
  }
});
