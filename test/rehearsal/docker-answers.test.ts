import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { answerDocker } from '../../rehearsal/docker-answers.js';
import { Installation } from '../../rehearsal/installation.js';
import { tableOf } from '../../rehearsal/table.js';
import { ownEnvironment } from '../support/own-environment.js';

describe('docker, as the rehearsal answers it', () => {
  let folder: string;
  let url: string;
  let server: Server;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'evergreen-'));
    const installation = await Installation.create({
      folder,
      project: process.cwd(),
      parts: { postgresql: '/pg', temporal: '/server', client: '/client' },
      release: { label: 'this', folder: '/release', node: '/node/bin' },
      envFor: () => ({ ...ownEnvironment, POSTGRES_PASSWORD: 'secret' }),
    });
    ({ url, server } = await answerDocker(installation));
  });
  after(async () => {
    server.close();
    await rm(folder, { recursive: true });
  });

  const docker = async (command: string) => {
    const args = ['-c', `docker ${command}`];
    const path = `rehearsal/commands:${process.env['PATH']}`;
    const child = spawn('sh', args, { env: { PATH: path, REHEARSAL: url } });
    const [said, complained, [status]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close'),
    ]);
    return { status: status as number | null, said, complained };
  };

  it('runs a command where a container of that name would be', async () => {
    const { status, said } = await docker(
      'compose exec -T postgresql printenv POSTGRES_USER PGPASSWORD',
    );
    assert.deepEqual([status, said], [0, 'temporal\nsecret\n']);
    assert.equal((await docker("compose exec -T postgresql sh -c 'exit 3'")).status, 3);
  });

  it('refuses what it does not know, rather than to do nothing', async () => {
    for (const [command, complaint] of [
      ['run hello-world', /does not know "docker run hello-world"/],
      ['compose up --detach --scale worker=9', /--scale worker=9/],
      ['compose exec postgresql psql', /-T/],
      ['volume rm --force another', /another/],
      ['compose up --pull', /pull/],
    ] as const) {
      const { status, complained } = await docker(command);
      assert.equal(status, 1, command);
      assert.match(complained, complaint);
    }
  });
});

describe("the rehearsal's table", () => {
  it('has a line for each act, and below it what failed, whole', () => {
    const table = tableOf([
      { name: 'start', what: 'all', outcome: 'passed', result: 'fine', seconds: 1.04 },
      { name: 'story', what: 'mail', outcome: 'failed', result: 'first\nsecond', seconds: 12 },
    ]);
    assert.equal(
      table,
      [
        'name   what  result         seconds',
        'start  all   fine               1.0',
        'story  mail  FAILED: first     12.0',
        '',
        'story failed:\nfirst\nsecond\n',
      ].join('\n'),
    );
  });
});
