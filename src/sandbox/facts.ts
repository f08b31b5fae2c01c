import { reachedHost } from '../config/reach.js';
import type { Config } from '../config.js';
import { databaseIds } from './seed.js';
import type { SandboxSettings } from './settings.js';

export type Facts = ReturnType<typeof factsOf>;

/** What `GET /sandbox` tells. */
export function factsOf(
  { env, secrets }: SandboxSettings,
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
    secrets,
  };
}

/** What whoever started the sandbox is told. */
export function welcome(at: Facts, elsewhere: readonly string[]): string {
  const databases = Object.entries(at.databases).map(
    ([name, id]) => `    ${name.padEnd(10)} ${id}`,
  );
  return `
Evergreen's sandbox is ready. ${sayReach(elsewhere)}

  Page              ${at.api}/
  Console           ${at.console}, log in with ${at.secrets.adminToken ?? 'the ADMIN_TOKEN that was set'}
  API               ${at.api}
  Temporal Web UI   ${at.temporalUi}
  Notion stand-in   ${at.notion}, databases
${databases.join('\n')}
  Resend stand-in   ${at.resend}

Post an assessment:

${exampleCurl(at.api, at.secrets.webhookKey ?? undefined)}

Ctrl-C stops everything.`;
}

/** What leaves this computer; `elsewhere` are services that settings name instead of the stand-ins. */
export function sayReach(elsewhere: readonly string[]): string {
  return elsewhere.length === 0
    ? 'Nothing leaves this computer.'
    : `It speaks to ${elsewhere.join(' and ')} outside of this sandbox, as its settings say.`;
}

/** Where the API is reached. */
export function apiUrl({ host, port }: { host: string; port: number }): string {
  return `http://${reachedHost(host)}:${port}`;
}

/** A first assessment to post, as a person would paste it. */
export function exampleCurl(api: string, key = 'your-key'): string {
  return `curl -X POST ${api}/webhooks/assessment \\
  -H 'Authorization: Bearer ${key}' -H 'Content-Type: application/json' \\
  -d '{"email":"sarah@example.com","first_name":"Sarah","business_name":"Salon Sarah","red_systems":2,"orange_systems":1,"assessment_score":38,"weakest_system_1":"GPS","weakest_system_2":"CREW","strongest_system":"CABIN","revenue_leak_total":14700}'`;
}
