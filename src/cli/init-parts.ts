import type { Environment } from '../config/environment.js';
import { isLoopbackHost } from '../config/reach.js';
import { loadWorkspaceConfig } from '../config/workspace.js';
import { judgeConfig } from '../config.js';
import { databaseKeys, databaseSettings } from '../setup/ours.js';
import { neededEvents, ownWebhooks, resendPath } from '../setup/resend-webhook.js';
import { setUpTemporal } from '../setup/set-up-temporal.js';
import type { SettingsFile } from '../setup/settings-file.js';
import { testEmail } from '../setup/test-email.js';
import { openBuilder } from '../vendors/notion/builder.js';
import { ResendAccount } from '../vendors/resend/account.js';
import { type Cli, Failed } from './cli.js';
import { setUpWorkspace } from './notion-setup.js';
import { plain } from './plain.js';

/**
 * Makes what is missing at Notion, Temporal and Resend, and writes what that gives into the file. What does not
 * work is told, and the rest goes on: `doctor` comes after it.
 */
export async function finishSetup(
  cli: Cli,
  file: SettingsFile,
  page: string | undefined,
): Promise<Environment> {
  const env = { ...cli.env };
  const say = (line: string) => cli.printError(`${plain(line)}\n`);
  await attempt(say, 'Notion', () => setUpDatabases(cli, env, file, page));
  await attempt(say, 'Temporal', () =>
    cli.withNamespace(async (namespace) => {
      await setUpTemporal(namespace, { isDryRun: false, say });
    }, env),
  );
  await attempt(say, "Resend's webhook", () => setUpWebhook(env, file));
  return env;
}

async function attempt(
  say: (line: string) => void,
  what: string,
  work: () => Promise<unknown>,
): Promise<void> {
  say(`${what} …`);
  try {
    await work();
  } catch (error) {
    say(
      `  ${error instanceof Error ? error.message : 'failed'}; run evergreen init again once that is mended`,
    );
  }
}

async function setUpDatabases(
  cli: Cli,
  env: Environment,
  file: SettingsFile,
  page: string | undefined,
): Promise<void> {
  const isNamed = databaseKeys.every((key) => env[databaseSettings[key]] !== undefined);
  const parent = page ?? (isNamed ? undefined : await onlyPage(env));
  const { failed, lines } = await setUpWorkspace(
    { ...cli, env },
    { go: true, writeEnv: file.path, ...(parent !== undefined && { parent }) },
  );
  const before = new Set(databaseKeys.filter((key) => env[databaseSettings[key]] !== undefined));
  await file.refresh();
  for (const key of databaseKeys) {
    const name = databaseSettings[key];
    const id = file.value(name);
    if (id === undefined || before.has(key)) continue;
    env[name] = id;
    file.written.push(name);
  }
  if (failed === undefined) return;
  for (const line of lines()) cli.printError(`  ${plain(line)}\n`);
  throw new Failed(failed);
}

/** @throws {Failed} where it is not plain which page is meant. */
async function onlyPage(env: Environment): Promise<string> {
  const [page, ...others] = await openBuilder(loadWorkspaceConfig(env)).pages();
  if (page && others.length === 0) return page.id;
  throw new Failed(
    page
      ? `${others.length + 1} pages are shared with the integration: say which one with --page`
      : 'no page is shared with the integration: open one in Notion, then •••, Connections, and add it',
  );
}

/** Takes the secret of the webhook that points here, and makes that where there is none. */
async function setUpWebhook(env: Environment, file: SettingsFile): Promise<void> {
  if (env['RESEND_WEBHOOK_SECRET'] !== undefined) return;
  const { config } = judgeConfig(env, {});
  const { resend, publicUrl } = config;
  const isReachable = !isHere(publicUrl) || isHere(resend.baseUrl);
  if (!isReachable)
    throw new Failed(`Resend cannot reach ${publicUrl}: bounces will not be heard of`);
  const account = new ResendAccount(resend);
  const all = await account.webhooks();
  if ('refused' in all) throw new Failed(`Resend says ${all.refused.reason}`);
  const [own] = ownWebhooks(all.told, publicUrl);
  const secret = own
    ? await account.signingSecretOf(own.id)
    : await account.addWebhook(`${publicUrl}${resendPath}`, neededEvents);
  if ('refused' in secret) throw new Failed(`Resend says ${secret.refused.reason}`);
  env['RESEND_WEBHOOK_SECRET'] = secret.told;
  await file.add('RESEND_WEBHOOK_SECRET', secret.told);
}

function isHere(url: string | undefined): boolean {
  return url !== undefined && URL.canParse(url) && isLoopbackHost(new URL(url).hostname);
}

/** What became of the test email: Resend's id of it, or why there is none. */
export type TestEmail = { id: string } | { refused: string };

/** Sends it, once however often it is asked for in a day; only to whom testing mode may mail, where that is on. */
export async function sendTestEmail(env: Environment, to: string): Promise<TestEmail> {
  const { config, unusable } = judgeConfig(env, {});
  const missing = ['RESEND_API_KEY', 'RESEND_FROM_EMAIL', 'RESEND_REPLY_TO'].find((name) =>
    unusable.includes(name),
  );
  if (missing !== undefined) return { refused: `${missing} cannot be used` };
  if (config.isTesting && !config.isTestRecipient(to)) {
    return { refused: 'testing mode is on, and the address is none of TESTING_RECIPIENTS' };
  }
  const { mail, idempotencyKey } = testEmail(config.sender, to);
  const sent = await new ResendAccount(config.resend).send(mail, idempotencyKey);
  return 'told' in sent ? { id: sent.told } : { refused: `Resend says ${sent.refused.reason}` };
}
