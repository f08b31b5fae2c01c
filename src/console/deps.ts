import type { Context } from 'hono';
import type { ApiDeps } from '../api/deps.js';
import type { Problem } from '../api/http/problem.js';
import type { Clock } from './clock.js';
import type { Said } from './layout.js';
import type { People } from './people.js';
import type { Session } from './session.js';
import type { Html } from './words.js';

/** What the pages of an operator who is logged in work with. */
export interface ConsoleEnv {
  Variables: { session: Session };
}

export type ConsoleContext = Context<ConsoleEnv>;

export interface ConsoleDeps {
  api: ApiDeps;
  people: People;
  formToken: (c: ConsoleContext) => string;
  /** What time it is for who asks. */
  clock: (c: ConsoleContext) => Promise<Clock>;
  /** Answers with a page in the console's frame. */
  show: (
    c: ConsoleContext,
    title: string,
    body: Html,
    said?: Said & { status?: Problem['status'] },
  ) => Promise<Response>;
}
