import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { startSkippingServer } from './temporal.js';
import { createWorld, type World, type WorldOptions } from './world.js';

/** Stories of one `describe` share a server and its one clock, so they run one after the other. */
export interface SkippedTime {
  readonly env: TestWorkflowEnvironment;
  readonly world: World;
  /** When the website sent #1: now, as each story begins. */
  readonly base: Date;
  /** What the website posts of a person of this story alone: a finished run is not repeated. */
  someone<T extends object>(more?: T): Assessment & T;
}

export interface Assessment {
  email: string;
  first_name: string;
  red_systems: number;
  weakest_system_1: string;
  email_1_sent_at: string;
}

let people = 0;

/** The whole product on a server that skips waits, fresh stand-ins for each story. */
export function inSkippedTime({
  settings = {},
  losesSignals = false,
  ...options
}: Pick<
  WorldOptions,
  'settings' | 'losesSignals' | 'metrics' | 'overrides' | 'workflows'
> = {}): SkippedTime {
  const now: { env?: TestWorkflowEnvironment; world?: World; base?: Date | undefined } = {};
  before(async () => {
    now.env = await startSkippingServer();
    now.world = await createWorld({
      env: now.env,
      canList: false,
      settings,
      losesSignals,
      ...options,
    });
  });
  beforeEach(async () => {
    await now.world?.notion.reset();
    await now.world?.resend.reset();
    now.base = await now.world?.now();
  });
  afterEach(() => now.world?.traffic.assertFaithful());
  after(async () => {
    await now.world?.close();
    await now.env?.teardown();
  });
  return {
    get env() {
      return started(now.env);
    },
    get world() {
      return started(now.world);
    },
    get base() {
      return started(now.base);
    },
    someone(more) {
      people += 1;
      return Object.assign(
        {
          email: `Person${people}@salon.example`,
          first_name: 'Sarah',
          red_systems: 2,
          weakest_system_1: 'GPS',
          email_1_sent_at: this.base.toISOString(),
        },
        more,
      );
    },
  };
}

function started<T>(part: T | undefined): T {
  if (part === undefined) throw new Error('only within a test');
  return part;
}
