import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { loadConfig } from '../../src/config.js';
import { VendorFault } from '../../src/domain/errors.js';
import { createActivityDeps } from '../../src/processes/activity-deps.js';
import type { Runs } from '../../src/runs/runs.js';
import { sandboxSettings } from '../../src/sandbox/settings.js';

describe('a fault of the whole installation', () => {
  async function start() {
    const opened: string[] = [];
    const at = { ms: 0, opened };
    const runs = {
      async openIncident({ about }: { about: string }) {
        opened.push(about);
      },
    } as Runs;
    const config = loadConfig(sandboxSettings({}, '/').env, { isSandbox: true });
    const client = { options: { namespace: 'default' } } as Client;
    const own = { runs, now: () => new Date(at.ms) };
    const { notion } = (await createActivityDeps(config, client, own)).faults;
    const fault = new VendorFault('401', { kind: 'permanent', about: 'notion' });
    const meet = async () => {
      await notion.met('contacts', fault, async () => {});
      await setImmediate();
    };
    return { at, notion, meet };
  }

  it('is told once, and once more by a process that another has spoken to the vendors after', async () => {
    const { at, notion, meet } = await start();
    await meet();
    await meet();
    assert.deepEqual(at.opened, ['notion']);
    notion.forgetAll();
    await meet();
    assert.deepEqual(at.opened, ['notion', 'notion']);
  });

  it('is told again after a while, as somebody may have ended its record by hand', async () => {
    const { at, meet } = await start();
    for (const minutes of [0, 4, 6, 7]) {
      at.ms = minutes * 60_000;
      await meet();
    }
    assert.deepEqual(at.opened, ['notion', 'notion']);
  });
});
