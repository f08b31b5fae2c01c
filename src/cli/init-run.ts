import { type Environment, settingNames } from '../config/environment.js';
import { drawSecret, ownSecrets } from '../setup/draw-secrets.js';
import { SettingsFile } from '../setup/settings-file.js';
import { readAddress } from './arguments.js';
import { type Cli, Failed, type Said } from './cli.js';
import { runDoctor, sayResults } from './doctor.js';
import { finishSetup, sendTestEmail } from './init-parts.js';
import { bareAddress, type Question, questions, type Refusal, whyNot } from './init-questions.js';
import { plain } from './plain.js';

/** What was typed. */
export interface InitOptions {
  yes?: true;
  page?: string;
  to?: string;
}

/** Settings that are Temporal's own, and belong to an installation too. */
const temporalNames = [
  'TEMPORAL_ADDRESS',
  'TEMPORAL_NAMESPACE',
  'TEMPORAL_API_KEY',
  'TEMPORAL_TLS_CLIENT_CERT_PATH',
  'TEMPORAL_TLS_CLIENT_KEY_PATH',
];

const kept = [...settingNames, ...temporalNames, 'POSTGRES_PASSWORD'];

/** From nothing to a test email; what was done before is found, and stays. @throws {Failed} */
export async function init(cli: Cli, options: InitOptions): Promise<Said> {
  const asker: Asker = { cli, ask: options.yes ? undefined : cli.ask };
  const file = await SettingsFile.open(cli.envPath ?? '.env');
  const env = await collect(asker, file);
  const page = options.page ?? (await askForPage(asker, env));
  const to = options.to ?? (await askForAddress(asker, env));
  const whole = await finishSetup({ ...cli, env }, file, page);
  const checks = await runDoctor({ ...cli, env: whole });
  const test = await sendTestEmail(whole, to);
  const wrong = checks.filter(({ level }) => level === 'wrong').length;
  const { written } = file;
  return {
    answer: { envFile: file.path, written, checks, testEmail: test },
    lines: () => [
      ...sayResults(checks, false).split('\n'),
      written.length > 0
        ? `Written into ${file.path}: ${written.join(', ')}`
        : `${file.path} had everything`,
      ...('id' in test ? [`A test email is on its way (${test.id}).`] : []),
      ...(wrong > 0
        ? ['What is wrong above is still to be done; evergreen doctor looks again.']
        : []),
    ],
    failed: 'id' in test ? undefined : `no test email was sent: ${test.refused}`,
  };
}

interface Asker {
  cli: Cli;
  /** Missing where nothing is asked. */
  ask: Cli['ask'];
}

/** Every setting that a person or chance decides, written as soon as it is known. @throws {Failed} */
async function collect(asker: Asker, file: SettingsFile): Promise<Environment> {
  const env = file.over(asker.cli.env, kept);
  if (!asker.ask) requireAll(env);
  for (const question of questions) {
    const value = await settle(asker, question, env);
    if (value === undefined) continue;
    env[question.name] = value;
    await file.add(question.name, value);
  }
  for (const name of ownSecrets) {
    const isCovered =
      name === 'WEBHOOK_KEY' && Object.keys(env).some((one) => one.startsWith(name));
    if (!isCovered) env[name] ??= drawSecret(name);
  }
  for (const name of kept) if (env[name] !== undefined) await file.add(name, env[name]);
  return env;
}

/** Before anything is asked of anybody: all that is missing, at once. */
function requireAll(env: Environment): void {
  const missing = questions.filter(({ name, isOptional, suggest }) => {
    const isGiven = env[name] !== undefined || suggest?.(env) !== undefined;
    return !isGiven && !isOptional;
  });
  if (missing.length === 0) return;
  const names = missing.map(({ name }) => name).join(', ');
  throw new Failed(`${names} have no default: set them in the environment, or in .env`);
}

/** @throws {Failed} for what is given already and refused: nothing is written over it. */
async function settle(
  { cli, ask }: Asker,
  question: Question,
  env: Environment,
): Promise<string | undefined> {
  const { name, asks, isSecret = false, isOptional = false, suggest } = question;
  const given = env[name];
  const suggested = suggest?.(env);
  if (given !== undefined || !ask) {
    const value = given ?? suggested;
    const refusal = value === undefined ? undefined : await whyNot(question, value, env);
    if (refusal) throw new Failed(sayRefusal(name, refusal));
    return value;
  }
  for (;;) {
    const hint = suggested === undefined ? '' : ` [${suggested}]`;
    const value = (await ask(`${asks}${hint}: `, { isHidden: isSecret })) || suggested;
    if (value === undefined && isOptional) return undefined;
    const refusal =
      value === undefined ? { why: 'it is needed' } : await whyNot(question, value, env);
    if (!refusal) return value;
    cli.printError(`  ${plain(refusal.why)}\n`);
  }
}

function sayRefusal(name: string, { why, isUntried = false }: Refusal): string {
  return isUntried
    ? `${name} cannot be tried: ${why}; run evergreen init again once that is mended`
    : `${name} is set, and cannot be used: ${why}; mend it there`;
}

/** The page on which databases are to be made; undefined where all three are named. */
async function askForPage({ ask }: Asker, env: Environment): Promise<string | undefined> {
  const databases = [
    'NOTION_CONTACTS_DB_ID',
    'NOTION_EMAIL_SEQUENCE_DB_ID',
    'NOTION_TEMPLATES_DB_ID',
  ];
  if (!ask || databases.every((name) => env[name] !== undefined)) return undefined;
  const question =
    'Page of Notion for the databases, shared with the integration (its link; nothing for the only one): ';
  return (await ask(question, { isHidden: false })) || undefined;
}

/** Where the test email goes. @throws {Failed} */
async function askForAddress({ cli, ask }: Asker, env: Environment): Promise<string> {
  const suggested = bareAddress(env['RESEND_REPLY_TO']) ?? '';
  if (!ask) return suggested;
  for (;;) {
    const typed = await ask(`Your own address, for a test email [${suggested}]: `, {
      isHidden: false,
    });
    try {
      return readAddress(typed || suggested);
    } catch (error) {
      cli.printError(`  ${error instanceof Error ? error.message : ''}\n`);
    }
  }
}
