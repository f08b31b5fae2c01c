import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { SkippingClient, startSkippingDevServer } from './temporal.js';
import { createWorld, type World, type WorldOptions } from './world.js';

/** The whole product on Temporal's own dev server, for the stories of one `describe`. */
export interface RealTime {
  readonly env: TestWorkflowEnvironment;
  readonly world: World;
}

/**
 * Starts the server and the product before the stories, gives each story fresh stand-ins unless it
 * goes on with what came before, and ends everything after them. With `skipsWaits`, runs skip theirs.
 * `limits` are the server's own, by their names in its dynamic configuration.
 */
export function inRealTime({
  skipsWaits = false,
  goesOn = false,
  settings = {},
  limits = {},
  ...options
}: { skipsWaits?: boolean; goesOn?: boolean; limits?: Record<string, string> } & Pick<
  WorldOptions,
  'settings' | 'overrides' | 'workflows'
> = {}): RealTime {
  let started: RealTime | undefined;
  const now = (): RealTime => {
    if (!started) throw new Error('only within a test');
    return started;
  };
  before(async () => {
    const env = await startSkippingDevServer(limits);
    const world = await createWorld({
      env,
      now: async () => new Date(),
      settings,
      ...options,
      ...(skipsWaits && { client: new SkippingClient(env) }),
    });
    started = { env, world };
  });
  if (!goesOn) {
    beforeEach(async () => {
      await started?.world.notion.reset();
      await started?.world.resend.reset();
    });
  }
  after(async () => {
    await started?.world.close();
    await started?.env.teardown();
  });
  return {
    get env() {
      return now().env;
    },
    get world() {
      return now().world;
    },
  };
}
