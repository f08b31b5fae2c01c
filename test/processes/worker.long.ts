import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { createNotionStandIn } from '../../src/sandbox/notion/server.js';
import { createResendStandIn } from '../../src/sandbox/resend/server.js';
import { notionSeed } from '../../src/sandbox/seed.js';
import { ownEnvironment } from '../support/own-environment.js';
import { freePorts } from '../support/sandbox-process.js';

describe('the worker process', () => {
  const notion = createNotionStandIn({ file: ':memory:' });
  const resend = createResendStandIn({ file: ':memory:' });
  after(() => {
    notion.close();
    resend.close();
  });

  it('does not start, and ends, where Resend would refuse its mail', async () => {
    await notion.seed(await notionSeed());
    await resend.seed({ domains: [{ name: 'evergreen.example', status: 'pending' }] });
    const [nobody] = await freePorts(1);
    const env = {
      ...process.env,
      ...ownEnvironment,
      TEMPORAL_ADDRESS: `127.0.0.1:${nobody}`,
      NOTION_BASE_URL: (await notion.listen(0)).url,
      RESEND_BASE_URL: (await resend.listen(0)).url,
    };
    const worker = promisify(execFile)(process.execPath, ['--import', 'tsx', 'src/worker.ts'], {
      env,
    });
    await assert.rejects(worker, {
      code: 1,
      stderr: 'Resend refuses mail from RESEND_FROM_EMAIL: its domain is not verified (pending)\n',
    });
  });
});
