import { events } from '../campaign/events.js';
import { keysIn } from '../config/environment.js';
import { check, type Finding, warning, wrong } from './check.js';
import type { Installation } from './installation.js';

const group = 'Configuration';

const settings = check(
  { id: 'settings', group, what: 'the settings', worst: 'wrong' },
  async ({ faults }) => faults.map((fault) => wrong(fault, mendOf(fault))),
);

function mendOf(fault: string): string {
  const [name = ''] = /^\w+/.exec(fault) ?? [];
  if (fault.endsWith('no such setting'))
    return `take ${name} out, or spell it as .env.example does`;
  // A value that is there is never written over.
  return fault.endsWith('is required')
    ? `set ${name} in .env; .env.example says what it is, and evergreen init sees to it`
    : `correct ${name} in .env; .env.example says what it is`;
}

/** What .env.example holds, and nobody owns. */
const examples = /@?\bexample\.(org|com|net)\b/i;

/** Of these, an example left as it is would be mailed from, or opened by readers. */
const notExamples = ['RESEND_FROM_EMAIL', 'RESEND_REPLY_TO', 'PUBLIC_URL', 'CAMPAIGN_BOOKING_LINK'];

const exampleValues = check(
  { id: 'example-values', group, what: 'the values of your own', worst: 'wrong' },
  async ({ env, isSandbox }) =>
    notExamples
      .filter((name) => !isSandbox && examples.test(env[name] ?? ''))
      .map((name) =>
        wrong(
          `${name} is still an example, of a domain that nobody can have`,
          `set ${name} to your own`,
        ),
      ),
);

/** Words that people type where a secret should stand. */
const typed = /secret|password|passwort|changeme|letmein|qwert|12345|abcdef/i;

/** Of any 16 characters at random hardly ever so few are different ones. */
const fewCharacters = 8;

const secretNames = [
  'CONTACT_KEY_SECRET',
  'UNSUBSCRIBE_SECRET',
  'ADMIN_TOKEN',
  'WEBHOOK_KEY',
  ...events.map(({ keyName }) => keyName),
  'CALCOM_WEBHOOK_SECRET',
  'CALENDLY_WEBHOOK_SECRET',
];

const secrets = check(
  { id: 'secrets', group, what: 'the secrets', worst: 'warning' },
  async ({ env, isSandbox }) => {
    if (isSandbox) return [];
    const isWeak = (key: string) => typed.test(key) || new Set(key).size < fewCharacters;
    return secretNames
      .filter((name) => keysIn(env[name]).some(isWeak))
      .map((name) =>
        warning(
          `${name} looks typed, not drawn at random`,
          name === 'CONTACT_KEY_SECRET'
            ? 'replace it while no run is open: openssl rand -hex 32'
            : `put a new one before it, with a comma, and take the old one out later: openssl rand -hex 32`,
        ),
      );
  },
);

const encryption = check(
  { id: 'encryption', group, what: 'what Temporal stores', worst: 'warning' },
  async ({ config: { encryptionKeys }, isSandbox, unusable }) => {
    if (encryptionKeys.length > 0 || isSandbox || unusable.has('ENCRYPTION_KEY')) return [];
    return [
      warning(
        'addresses, names and emails stand in its database and in its back-ups in clear',
        'set ENCRYPTION_KEY, and keep it as well as the back-ups: echo "key1:$(openssl rand -base64 32)"',
      ),
    ];
  },
);

const webhookKeys = check(
  { id: 'webhook-keys', group, what: "the website's keys", worst: 'warning' },
  async ({ config: { webhookKeys: keys } }) => {
    if (keys.general.length > 0) return [];
    const without = events.filter(({ name }) => !keys.byEvent[name]?.length);
    if (without.length === events.length) return []; // the settings tell of that
    return without.map(({ name, keyName }) =>
      warning(
        `nothing lets the website post ${name}`,
        `set ${keyName}, or WEBHOOK_KEY for all events; where the website never posts it, leave it`,
      ),
    );
  },
);

const testingMode = check(
  { id: 'testing-mode', group, what: 'testing mode', worst: 'wrong', needs: ['TESTING_MODE'] },
  async (installation) => testingFindings(installation),
);

function testingFindings({ config, env }: Installation): Finding[] {
  if (!config.isTesting) return [];
  const allowed = keysIn(env['TESTING_RECIPIENTS']);
  const off =
    'set TESTING_MODE=false, and restart API and worker, when real people are to be mailed';
  if (allowed.length === 0) {
    return [
      wrong(
        'it is on and TESTING_RECIPIENTS is empty: nobody is mailed',
        `name yourself there, or ${off}`,
      ),
    ];
  }
  const whom = allowed.includes('*')
    ? 'all, as a stand-in delivers nowhere'
    : `${allowed.length} named ones`;
  return [
    warning(`it is on: days are minutes, and mail goes only to TESTING_RECIPIENTS (${whom})`, off),
  ];
}

const shadowMode = check(
  { id: 'shadow-mode', group, what: 'shadow mode', worst: 'warning', needs: ['SHADOW'] },
  async ({ config }) =>
    config.isShadow
      ? [
          warning(
            'it is on: nothing is sent, and nothing is written to Notion',
            'to begin to send: evergreen shadow end, then set SHADOW=false, and restart API and worker',
          ),
        ]
      : [],
);

const deadline = check(
  { id: 'campaign-deadline', group, what: "the campaign's deadline", worst: 'warning' },
  async ({ config, now }) => {
    const { deadlineAt } = config.settings;
    if (!deadlineAt || Date.parse(deadlineAt) > now().getTime()) return [];
    return [
      warning(
        'it has passed: emails whose copy names it wait',
        'set CAMPAIGN_DEADLINE_AT to the next one, or unset it and take deadline_date out of the copy',
      ),
    ];
  },
);

const envFile = check(
  { id: 'env-file', group, what: 'the file of settings', worst: 'warning' },
  async ({ envFile: file }) => {
    if (!file || (file.mode & 0o077) === 0) return [];
    return [warning('others of this machine can read the secrets in it', `chmod 600 ${file.path}`)];
  },
);

/** The settings themselves: nobody is asked. */
export const settingChecks = [
  settings,
  exampleValues,
  secrets,
  encryption,
  webhookKeys,
  testingMode,
  shadowMode,
  deadline,
  envFile,
];
