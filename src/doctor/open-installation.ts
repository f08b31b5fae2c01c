import { type Environment, port, withoutEmpty } from '../config/environment.js';
import { type SandboxPorts, sandboxEnvironment } from '../config/known-environment.js';
import { loadOperatorConfig } from '../config/operator.js';
import { isLoopbackHost } from '../config/reach.js';
import { secretValues } from '../config/secrets.js';
import { judgeConfig } from '../config.js';
import { TemporalAway } from '../domain/errors.js';
import { scrubber } from '../processes/log.js';
import { room } from '../rendering/room.js';
import { connectClient } from '../runs/connect.js';
import { createRuns } from '../runs/runs.js';
import { connectAlerts } from '../vendors/alerts/webhook.js';
import { openWorkspace } from '../vendors/notion/connect.js';
import { ResendAccount } from '../vendors/resend/account.js';
import { NotLookedAt } from './check.js';
import type { Dns, Installation } from './installation.js';

/** What an installation is opened from. */
export interface Surroundings {
  env: Environment;
  now: () => Date;
  fetch: typeof fetch;
  dns: Dns;
  /** Whether a test alert is sent. */
  isAlerting?: boolean;
  envFile?: Installation['envFile'];
}

/** The installation that an environment describes, however faulty that is; nobody is asked yet. */
export function openInstallation(
  surroundings: Surroundings,
): Installation & { close(): Promise<void> } {
  const { isAlerting = false, now, fetch, dns, envFile } = surroundings;
  const env = meantEnvironment(surroundings.env);
  const isSandbox = ['NOTION_BASE_URL', 'RESEND_BASE_URL'].every((name) => isHere(env[name]));
  const { config, faults, unusable } = judgeConfig(env, { isSandbox });
  const temporal = connectOnce(env, now);
  return {
    env,
    config,
    faults,
    unusable: new Set(unusable),
    isSandbox,
    now,
    fetch,
    dns,
    account: new ResendAccount(config.resend),
    workspace: openWorkspace(config.notion),
    renderer: room,
    temporal: temporal.open,
    apiUrl: apiUrlOf(env, config),
    ...(isAlerting && { sendAlert: connectAlerts(config.alertWebhookUrl) }),
    ...(envFile && { envFile }),
    scrub: scrubber(secretValues(env)),
    close: temporal.close,
  };
}

/** One of these is set by whoever has an installation; without any, the sandbox of this computer is meant. */
const ownSettings = [
  'NOTION_TOKEN',
  'NOTION_CONTACTS_DB_ID',
  'RESEND_API_KEY',
  'RESEND_FROM_EMAIL',
  'SENDER_NAME',
  'PUBLIC_URL',
  'CONTACT_KEY_SECRET',
  'UNSUBSCRIBE_SECRET',
];

const standardPorts: SandboxPorts = {
  PORT: 8000,
  SANDBOX_RESEND_PORT: 4010,
  SANDBOX_NOTION_PORT: 4020,
  SANDBOX_TEMPORAL_PORT: 7233,
  SANDBOX_TEMPORAL_UI_PORT: 8233,
};

/** The environment as it is; where it names no installation, or a sandbox's ports, that sandbox's, in which all that is set wins. */
function meantEnvironment(given: Environment): Environment {
  const env = withoutEmpty(given);
  const isOwn = ownSettings.some((name) => env[name] !== undefined);
  const isOfSandbox = Object.keys(env).some((name) => name.startsWith('SANDBOX_'));
  if (isOwn && !isOfSandbox) return env;
  const portOf = (name: keyof SandboxPorts) =>
    port.safeParse(env[name] ?? standardPorts[name]).data ?? standardPorts[name];
  const ports = Object.fromEntries(
    (Object.keys(standardPorts) as (keyof SandboxPorts)[]).map((name) => [name, portOf(name)]),
  );
  const own = sandboxEnvironment({ ...standardPorts, ...ports });
  const whole = { ...own, ...env };
  const isMailedHere = whole['RESEND_BASE_URL'] === own['RESEND_BASE_URL'];
  return { ...(isMailedHere && { TESTING_RECIPIENTS: '*' }), ...whole };
}

function isHere(url: string | undefined): boolean {
  return url !== undefined && URL.canParse(url) && isLoopbackHost(new URL(url).hostname);
}

/** A faulty setting elsewhere in the environment must not hide where the API is. */
function apiUrlOf(env: Environment, config: { host: string; port: number }): string {
  try {
    return loadOperatorConfig(env).apiUrl;
  } catch {
    return loadOperatorConfig({ HOST: config.host, PORT: String(config.port) }).apiUrl;
  }
}

/** The door to Temporal, opened when it is first needed. */
function connectOnce(env: Environment, now: () => Date) {
  let opened: ReturnType<typeof connect> | undefined;
  return {
    open: () => (opened ??= connect(env, now)),
    async close() {
      const found = await opened?.catch(() => undefined); // whoever opened it has been told
      await found?.client.connection.close();
    },
  };
}

/** @throws {NotLookedAt} when it does not answer, or refuses us. */
async function connect(env: Environment, now: () => Date) {
  try {
    const client = await connectClient(env);
    return { client, runs: createRuns({ client, now }) };
  } catch (error) {
    throw error instanceof TemporalAway ? new NotLookedAt(error.message) : error;
  }
}
