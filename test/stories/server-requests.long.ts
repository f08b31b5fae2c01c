import assert from 'node:assert/strict';
import { Connection, type ConnectionOptions } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { SkippingClient, startSkippingDevServer } from '../support/temporal.js';
import { createWorld, type World } from '../support/world.js';

type Interceptor = NonNullable<ConnectionOptions['interceptors']>[number];

/** What activities ask of Temporal's server by themselves: no Action, but load for it all the same. */
describe('an email', () => {
  let env: TestWorkflowEnvironment;
  let world: World;
  let connection: Connection;
  const asked: string[] = [];
  before(async () => {
    env = await startSkippingDevServer();
    connection = await Connection.connect({
      address: env.address,
      interceptors: [
        ((options, nextCall) => {
          asked.push(options.method_definition.path.split('/').at(-1) ?? '');
          return nextCall(options);
        }) as Interceptor,
      ],
    });
    const client = new SkippingClient({ namespace: env.namespace ?? 'default', connection });
    world = await createWorld({ env, client, now: async () => new Date() });
  });
  after(async () => {
    await world.close();
    await connection.close();
    await env.teardown();
  });

  it('asks three things of the server at most, besides its Actions', async () => {
    const walk = async (email: string) => {
      const { id } = await world.accept({ email, red_systems: 0 });
      asked.length = 0;
      await env.client.workflow.getHandle(id).result();
    };
    // What is loaded and compiled once takes its time, after which the switch is asked once more.
    await walk('first@salon.example');
    await world.resend.reset();
    await walk('sarah@salon.example');
    const emails = world.resend.ledger().length;
    assert.equal(emails, 4);
    // Whether it may go: what the stops say, what the switch says, and whether its run still wants it.
    const ofEmails = 3 * emails;
    // Each of the stops that last, by its name.
    const ofEnrolment = 3;
    assert.ok(asked.length <= ofEmails + ofEnrolment, asked.join());
  });
});
