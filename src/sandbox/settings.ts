import { isAbsolute, join } from 'node:path';
import { z } from 'zod';
import { type Environment, keysIn } from '../config/environment.js';
import { sandboxEnvironment } from '../config/sandbox-environment.js';
import { InvalidConfig } from '../domain/errors.js';

const port = (standard: number) =>
  z.coerce.number('expected a port').int().min(1, 'expected a port').max(65_535).default(standard);

const ports = z.object({
  PORT: port(8000),
  SANDBOX_RESEND_PORT: port(4010),
  SANDBOX_NOTION_PORT: port(4020),
  SANDBOX_TEMPORAL_PORT: port(7233),
  SANDBOX_TEMPORAL_UI_PORT: port(8233),
});

export interface SandboxSettings {
  /** Where its state lies. */
  folder: string;
  ports: z.infer<typeof ports>;
  /** The product's environment, complete without any account; whatever is set wins. */
  env: Environment;
  /** The secrets that may be shown: the sandbox's own; null where others were set instead. */
  secrets: OwnSecrets;
  /** Vendors' keys that were set; nobody may be shown those. */
  givenKeys: readonly string[];
  /** Services that are asked instead of the stand-ins. */
  elsewhere: readonly string[];
}

export interface OwnSecrets {
  webhookKey: string | null;
  adminToken: string | null;
  resendWebhook: string | null;
  calcom: string | null;
  calendly: string | null;
}

/** @throws {InvalidConfig} naming every port that is none. */
export function sandboxSettings(given: Environment, project: string): SandboxSettings {
  const env = Object.fromEntries(Object.entries(given).filter(([, value]) => value?.trim()));
  const result = ports.safeParse(env);
  if (!result.success) {
    const faults = result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw new InvalidConfig(`The environment is not as expected:\n  ${faults.join('\n  ')}`);
  }
  const folder = env['SANDBOX_DIR'] ?? '.sandbox';
  const own = sandboxEnvironment(result.data);
  const whole = { ...own, ...env };
  // Whatever is mailed elsewhere than to the stand-in reaches people.
  if (whole['RESEND_BASE_URL'] === own['RESEND_BASE_URL']) whole['TESTING_RECIPIENTS'] ??= '*';
  return {
    folder: isAbsolute(folder) ? folder : join(project, folder),
    ports: result.data,
    env: whole,
    secrets: secretsOf(own, whole),
    givenKeys: ['NOTION_TOKEN', 'RESEND_API_KEY'].flatMap((name) => env[name]?.trim() ?? []),
    elsewhere: ['Notion', 'Resend'].filter((name) => {
      const variable = `${name.toUpperCase()}_BASE_URL`;
      return whole[variable] !== own[variable];
    }),
  };
}

function secretsOf(own: Environment, whole: Environment): OwnSecrets {
  const shown = (name: string) => {
    const secret = own[name] ?? '';
    return keysIn(whole[name]).includes(secret) ? secret : null;
  };
  return {
    webhookKey: shown('WEBHOOK_KEY'),
    adminToken: shown('ADMIN_TOKEN'),
    resendWebhook: shown('RESEND_WEBHOOK_SECRET'),
    calcom: shown('CALCOM_WEBHOOK_SECRET'),
    calendly: shown('CALENDLY_WEBHOOK_SECRET'),
  };
}
