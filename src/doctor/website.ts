import { SECOND } from '../domain/duration.js';
import { makeUnsubscribeToken } from '../domain/mail/unsubscribe-token.js';
import { version } from '../processes/version.js';
import { check, type Finding, NotLookedAt, warning, wrong } from './check.js';
import type { Installation } from './installation.js';

const group = 'Website';

const answerMs = 10 * SECOND;

const api = check(
  { id: 'api', group, what: 'the API', worst: 'wrong' },
  async ({ fetch, apiUrl }) => {
    const answer = await ask(fetch, `${apiUrl}/ready`);
    const start =
      'start it: npm run api, or docker compose -f docker-compose.temporal.yml up --detach api';
    if (!answer.response) {
      return [
        wrong(
          `it does not answer at ${apiUrl} (${answer.why})`,
          `${start}; HOST and PORT say where it is`,
        ),
      ];
    }
    const { status } = answer.response;
    if (status === 200) return [];
    const { detail } = answer.body as { detail?: unknown };
    if (status === 503 && typeof detail === 'string') {
      return [wrong(`it takes no events: ${detail}`, 'mend what it names; other lines say how')];
    }
    return [
      wrong(
        `something else answers at ${apiUrl} (${status})`,
        `${start}; HOST and PORT say where it is`,
      ),
    ];
  },
);

const publicUrl = check(
  {
    id: 'public-url',
    group,
    what: 'PUBLIC_URL',
    worst: 'wrong',
    needs: ['PUBLIC_URL', 'UNSUBSCRIBE_SECRET'],
  },
  async (installation) => {
    const { fetch, config } = installation;
    const { response, body, why } = await ask(fetch, `${config.publicUrl}/health`);
    const mend =
      'have the reverse proxy pass all of it to the API, by https and without a redirect';
    if (!response)
      return [wrong(`it cannot be reached (${why}): unsubscribe links lead nowhere`, mend)];
    if (response.status >= 300 && response.status < 400) {
      return [
        wrong(
          'it redirects: mail programs do not follow that with a one-click unsubscribe',
          `set PUBLIC_URL to where it leads, or ${mend}`,
        ),
      ];
    }
    const health = body as {
      status?: unknown;
      version?: unknown;
      testing?: unknown;
      shadow?: unknown;
    };
    if (!response.ok || health.status !== 'ok' || typeof health.version !== 'string') {
      return [
        wrong(
          `something else answers there (${response.status}): unsubscribe links lead nowhere`,
          mend,
        ),
      ];
    }
    return [...(await judgeLink(installation)), ...judgeHealth(installation, health)];
  },
);

/** A link that only this installation has made, and that it alone knows; nothing changes by looking at it. */
async function judgeLink({ fetch, config }: Installation): Promise<Finding[]> {
  const token = makeUnsubscribeToken(
    config.unsubscribeSecrets[0] ?? '',
    'doctor@evergreen.invalid',
  );
  const { response, why } = await ask(fetch, `${config.publicUrl}/unsubscribe/${token}`);
  if (response?.status === 200) return [];
  const found = response
    ? `another Evergreen answers there, or one with another UNSUBSCRIBE_SECRET (${response.status}): links in emails do not work`
    : `an unsubscribe link cannot be opened (${why})`;
  return [
    wrong(
      found,
      'set PUBLIC_URL to this installation, and restart the API with the UNSUBSCRIBE_SECRET of these settings',
    ),
  ];
}

function judgeHealth(
  { config }: Installation,
  health: { version?: unknown; testing?: unknown; shadow?: unknown },
): Finding[] {
  const differs = [
    ...(health.version === version
      ? []
      : [`runs version ${String(health.version)}, and this is ${version}`]),
    ...(health.testing === config.isTesting
      ? []
      : ['has testing mode otherwise than these settings']),
    ...((health.shadow === true) === config.isShadow
      ? []
      : ['has shadow mode otherwise than these settings']),
  ];
  return differs.map((how) =>
    warning(`the API there ${how}`, 'restart the API from this version, with these settings'),
  );
}

const websiteKey = check(
  { id: 'website-key', group, what: 'the key of the website', worst: 'wrong' },
  async ({ fetch, apiUrl, config: { webhookKeys } }) => {
    const own = Object.entries(webhookKeys.byEvent).find(([, some]) => some.length > 0);
    const [name, keys] = own ?? ['assessment', webhookKeys.general];
    if (keys.length === 0) return []; // the settings tell of that
    // Without an address nothing starts; a key that is refused is told first.
    const { response, why } = await ask(fetch, `${apiUrl}/webhooks/${name}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${keys[0]}`, 'Content-Type': 'application/json' },
      body: '{}',
    });
    if (!response) throw new NotLookedAt(`the API does not answer (${why})`);
    if (response.status !== 401) return [];
    return [
      wrong(
        'the API refuses it: it was started with another',
        'restart the API with these settings',
      ),
    ];
  },
);

interface Asked {
  response?: Response;
  /** JSON, or an empty object. */
  body: object;
  /** Why there was no answer. */
  why: string;
}

/** One request, that follows no redirect. */
export async function ask(
  fetchIt: typeof fetch,
  url: string,
  init: RequestInit = {},
): Promise<Asked> {
  try {
    const signal = AbortSignal.timeout(answerMs);
    const response = await fetchIt(url, { ...init, redirect: 'manual', signal });
    const body: unknown = await response.json().catch(() => undefined);
    return { response, body: typeof body === 'object' && body !== null ? body : {}, why: '' };
  } catch (error) {
    if (!(error instanceof Error)) return { body: {}, why: 'failed' };
    const code: unknown = error.cause instanceof Error && Reflect.get(error.cause, 'code');
    return { body: {}, why: typeof code === 'string' ? code : error.name };
  }
}

/** What the website, and readers of emails, reach. */
export const websiteChecks = [api, publicUrl, websiteKey];
