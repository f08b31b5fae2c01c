import type { Client } from '@temporalio/client';
import type { Environment } from '../config/environment.js';
import type { JudgedConfig } from '../config.js';
import type { Renderer } from '../rendering/room.js';
import type { Runs } from '../runs/runs.js';
import type { Workspace } from '../vendors/notion/connect.js';
import type { ResendAccount } from '../vendors/resend/account.js';

/** How names are looked up; both reject with a `code` where there is nothing. */
export interface Dns {
  txt(name: string): Promise<string[][]>;
  mx(domain: string): Promise<{ exchange: string }[]>;
}

/** What `doctor` looks at, and how each part of it is asked. */
export interface Installation {
  env: Environment;
  config: JudgedConfig['config'];
  /** All that is wrong with the settings. */
  faults: readonly string[];
  /** Settings that are missing, or cannot be read. */
  unusable: ReadonlySet<string>;
  /** Whether it speaks to stand-ins: then its secrets guard nothing. */
  isSandbox: boolean;
  now: () => Date;
  fetch: typeof fetch;
  dns: Dns;
  account: ResendAccount;
  workspace: Workspace;
  renderer: Renderer;
  /** @throws {NotLookedAt} where Temporal cannot be reached. */
  temporal: () => Promise<{ client: Client; runs: Runs }>;
  /** Where the API listens, as HOST and PORT say. */
  apiUrl: string;
  /** Says something to whoever is alerted; set where a test alert was asked for. */
  sendAlert?: (text: string) => Promise<void>;
  /** The mode of the file that settings came from; missing where there is none. */
  envFile?: { path: string; mode: number };
  /** Takes every secret out of a text. */
  scrub: (text: string) => string;
}
