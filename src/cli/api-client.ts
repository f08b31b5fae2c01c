import { z } from 'zod';
import { loadOperatorConfig } from '../config/operator.js';
import { SECOND } from '../domain/duration.js';
import { type Cli, Failed } from './cli.js';

/** The API itself takes up to a minute to look at every run. */
const deadlineMs = 70 * SECOND;

const problem = z.object({
  title: z.string(),
  detail: z.string(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).default([]),
});

/**
 * Asks the API as an operator; with a body, posts it.
 * @throws {Failed} with what the API said, or why it could not be asked.
 */
export async function askApi<T>(cli: Cli, path: string, body?: object): Promise<T> {
  const { apiUrl, adminToken } = loadOperatorConfig(cli.env);
  const response = await cli
    .fetch(`${apiUrl}${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { Authorization: `Bearer ${adminToken}`, 'Content-Type': 'application/json' },
      signal: AbortSignal.timeout(deadlineMs),
      ...(body && { body: JSON.stringify(body) }),
    })
    .catch((error: unknown) => {
      throw new Failed(
        `the API does not answer at ${apiUrl} (${reasonOf(error)}); HOST and PORT say where it is`,
      );
    });
  const answer: unknown = await response.json().catch(() => undefined);
  if (response.ok && answer !== undefined) return answer as T;
  throw toFailed(apiUrl, response.status, answer);
}

function toFailed(apiUrl: string, status: number, answer: unknown): Failed {
  const { data } = problem.safeParse(answer);
  if (!data) {
    const what = `${apiUrl} answered ${status}, and not as Evergreen's API does`;
    return new Failed(`${what}; HOST and PORT say where that is`, { status });
  }
  if (status === 401) {
    const what = `the API at ${apiUrl} does not take this ADMIN_TOKEN`;
    return new Failed(`${what}; expected the one that it was started with`, { status });
  }
  return new Failed(data.detail, { status, faults: data.errors });
}

/** The code of a refused connection, or of the time that ran out. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'failed';
  const code: unknown = error.cause instanceof Error && Reflect.get(error.cause, 'code');
  return typeof code === 'string' ? code : error.name;
}
