import type { Config } from '../config.js';
import { exampleCurl } from './front-door.js';
import { databaseIds } from './seed.js';
import type { SandboxSettings } from './settings.js';

export type Facts = ReturnType<typeof factsOf>;

/** What `GET /sandbox` tells. */
export function factsOf(
  { env }: SandboxSettings,
  config: Config,
  namespace: string,
  standIns: { notion: string; resend: string },
) {
  const api = apiUrl(config);
  return {
    api,
    console: `${api}/console`,
    temporal: env['TEMPORAL_ADDRESS'],
    namespace,
    temporalUi: config.temporalUiUrl,
    ...standIns,
    databases: databaseIds,
    secrets: {
      webhookKey: config.webhookKeys.general[0],
      adminToken: config.adminToken,
      resendWebhook: config.resend.webhookSecrets[0],
      calcom: config.senderSecrets.calcom[0],
      calendly: config.senderSecrets.calendly[0],
    },
  };
}

/** What whoever started the sandbox is told. */
export function welcome(at: Facts): string {
  const databases = Object.entries(at.databases).map(
    ([name, id]) => `    ${name.padEnd(10)} ${id}`,
  );
  return `
Evergreen's sandbox is ready. Nothing leaves this computer.

  Page              ${at.api}/
  Console           ${at.console}, log in with ${at.secrets.adminToken}
  API               ${at.api}
  Temporal Web UI   ${at.temporalUi}
  Notion stand-in   ${at.notion}, databases
${databases.join('\n')}
  Resend stand-in   ${at.resend}

Post an assessment:

${exampleCurl(at.api, at.secrets.webhookKey)}

Ctrl-C stops everything.`;
}

/** Where the API is reached. */
export function apiUrl({ host, port }: { host: string; port: number }): string {
  return `http://${host}:${port}`;
}
