import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { withRuns } from '../../src/cli/temporal.js';
import { eventually } from '../support/sandbox-process.js';
import { startSkippingDevServer } from '../support/temporal.js';
import { createWorld, type World } from '../support/world.js';
import { evergreen } from './evergreen.js';

/** One afternoon of an operator, from the command line, over HTTP and Temporal. */
describe('an operator at the command line', () => {
  let env: TestWorkflowEnvironment;
  let world: World;
  let server: ReturnType<typeof serve>;
  let id: string;

  before(async () => {
    env = await startSkippingDevServer();
    world = await createWorld({ env, now: async () => new Date() });
    server = serve({ fetch: world.app.fetch, hostname: '127.0.0.1', port: 0 });
    await once(server, 'listening');

    ({ id } = await world.accept({
      email: 'sarah@salon.example',
      first_name: 'Sarah',
      red_systems: 2,
    }));
  });
  after(async () => {
    server?.close();
    await world?.close();
    await env?.teardown();
  });

  /** Says what was printed; fails unless the command was done. */
  const done = async (typed: string | string[]): Promise<string> => {
    const { code, out, err } = await ask(typed);
    assert.equal(code, 0, err);
    return out;
  };
  const ask = (typed: string | string[]) =>
    evergreen(typed, {
      env: { PORT: String((server.address() as AddressInfo).port), USER: 'Ann' },
      now: () => new Date(),
      fetch,
      withRuns: (work) => withRuns({ TEMPORAL_ADDRESS: env.address }, work),
    });

  it('finds a run that sends within two days, and none that needs attention', async () => {
    await eventually('the server lists the run', async () => (await done('runs')).includes(id));
    assert.match(
      await done('runs --due 2d'),
      new RegExp(`^${id} +2 5-Day E2 +\\w{3} [-\\d]+ [:\\d]+ +in 24 h +running$`, 'm'),
    );
    assert.equal(await done('runs --due 3h'), 'There is no run that sends within 3 h.\n');
    assert.equal(await done('runs --attention'), 'There is no run that needs attention.\n');
    const { total, runs } = JSON.parse(await done('runs --json')) as {
      total: number;
      runs: { id: string }[];
    };
    assert.deepEqual([total, runs.map((run) => run.id)], [1, [id]]);
    const wrong = await ask('runs --after x');
    assert.deepEqual(wrong, {
      code: 2,
      out: '',
      err: 'evergreen: --after: expected what the list before has given\n',
    });
  });

  it('looks at the person', async () => {
    await eventually('the worker has made the contact', async () => {
      const out = (await ask('contact sarah@salon.example')).out;
      return out.includes('firstName');
    });
    const out = await done('contact Sarah@Salon.example');
    assert.match(out, /^firstName +Sarah$/m);
    assert.match(out, new RegExp(`^${id}  running, CRITICAL$`, 'm'));
    assert.match(out, /^ {2}2 {2}5-Day E2 {2}evergreen {2}.* in 24 h +scheduled$/m);
    assert.match(out, /^notion: https:/m);
    const { code, err } = await ask('contact nobody@salon.example');
    assert.deepEqual([code, err], [1, 'evergreen: Nobody knows this address.\n']);
  });

  it('pauses and resumes the run, and hears why what makes no sense is refused', async () => {
    const paused = await done(['pause', id, '--reason', 'on holiday']);
    assert.match(paused, new RegExp(`^${id}  paused, CRITICAL$`, 'm'));
    assert.match(paused, /paused +by Ann +on holiday$/m);
    const { code, err } = await ask(`pause ${id}`);
    assert.match(err, /^evergreen: Nothing was changed: .*paused/);
    assert.equal(code, 1);
    const resumed = await done(`resume ${id}`);
    assert.match(resumed, /resumed: shift +by Ann$/m);
  });

  it('moves an email, and skips the next', async () => {
    const at = new Date(Date.now() + 90 * 3_600_000).toISOString();
    const { emails } = JSON.parse(await done(`reschedule ${id} 3 ${at} --json`)) as {
      emails: { dueAt: string }[];
    };
    assert.equal(emails[2]?.dueAt, at);
    assert.match(await done(`skip-next ${id}`), /5-Day E2 .* skipped \(operator\)$/m);
  });

  it('finds a run that waits for a person, and says for what', async () => {
    const [template] = await world.observer.templates.find('name', 'equals', '5-Day E4');
    assert.ok(template);
    await world.observer.templates.update(template.id, { status: 'Draft' });
    await done(`skip-next ${id}`);
    await done(`send-now ${id}`);
    await eventually('the run is listed', async () =>
      /running, needs attention: .*"5-Day E4"/.test(await done('runs --attention')),
    );
    await world.observer.templates.update(template.id, { status: 'Active' });
    await done(`send-now ${id}`);
    await eventually('it waits no longer', async () =>
      (await done('runs --attention')).startsWith('There is no run'),
    );
  });

  it('switches sending off and on', async () => {
    assert.equal(await done('switch status'), 'Sending is on\n');
    await done(['switch', 'off', '--reason', 'wrong link']);
    await eventually('the switch is off', async () =>
      /^Sending is off since .* UTC \(.*\), by Ann: wrong link$/m.test(await done('switch status')),
    );
    const dry = await done('switch on --mode catch-up --dry-run');
    assert.match(dry, /^Nothing was changed\nSending would be on\nNo email would be skipped\n$/);
    assert.equal(await done('switch on --mode catch-up'), 'Sending is on\nNo email is skipped\n');
    await eventually('the switch is on', async () =>
      (await done('switch status')).startsWith('Sending is on'),
    );
  });

  it('stops the run, takes it up again, and stops the person', async () => {
    await done(`stop ${id} --by Ann`);
    const { outcome } = await world.result(id);
    assert.equal(outcome, 'stopped:operator');
    assert.match(await done(`restart ${id} --from 5`), new RegExp(`^${id}  running`, 'm'));
    await eventually('the server lists it again', async () => (await done('runs')).includes(id));
    assert.match(await done('stop sarah@salon.example'), /^Accepted: 1 open run found so far/);
    await eventually('nothing is open', async () =>
      (await done('runs')).startsWith('There is no run.'),
    );
    const { code, err } = await ask('resubscribe sarah@salon.example');
    assert.match(err, /Nothing was changed: they are Subscribed already/);
    assert.equal(code, 1);
  });
});
