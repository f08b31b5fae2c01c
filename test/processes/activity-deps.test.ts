import assert from 'node:assert/strict';
import type { Client } from '@temporalio/client';
import { loadConfig } from '../../src/config.js';
import { VendorFault } from '../../src/domain/errors.js';
import { createActivityDeps } from '../../src/processes/activity-deps.js';
import type { Runs } from '../../src/runs/runs.js';
import { sandboxSettings } from '../../src/sandbox/settings.js';

describe('a fault of the whole installation', () => {
  it('is told once, and once more by a process that another has spoken to the vendors after', async () => {
    const opened: string[] = [];
    const runs = {
      async openIncident({ about }: { about: string }) {
        opened.push(about);
      },
    } as Runs;
    const config = loadConfig(sandboxSettings({}, '/').env, { isSandbox: true });
    const client = { options: { namespace: 'default' } } as Client;
    const { notion } = (await createActivityDeps(config, client, { runs })).faults;
    const fault = new VendorFault('401', { kind: 'permanent', about: 'notion' });
    const meet = () => notion.met('contacts', fault, async () => {});
    await meet();
    await meet();
    assert.deepEqual(opened, ['notion']);
    notion.forgetAll();
    await meet();
    assert.deepEqual(opened, ['notion', 'notion']);
  });
});
