import type { Cli } from '../../src/cli/cli.js';
import { runCli } from '../../src/cli/program.js';

/** What one command did. */
export interface Ran {
  code: number;
  out: string;
  err: string;
}

/** What a command works with, unless a test says otherwise: nothing answers. */
const alone: Omit<Cli, 'print' | 'printError'> = {
  env: { USER: 'ann' },
  now: () => new Date('2025-12-01T12:00:00Z'),
  fetch: async () => {
    throw new TypeError('fetch failed', {
      cause: Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }),
    });
  },
  withRuns: async () => {
    throw new Error('no Temporal here');
  },
  withNamespace: async () => {
    throw new Error('no Temporal here');
  },
  replay: async () => {
    throw new Error('no workflow code here');
  },
  dns: {
    txt: () => Promise.reject(new Error('no DNS here')),
    mx: () => Promise.reject(new Error('no DNS here')),
  },
};

/** Runs a command as an operator types it, in this process. */
export async function evergreen(
  typed: string | readonly string[],
  more: Partial<Cli> = {},
): Promise<Ran> {
  const ran: Ran = { code: 0, out: '', err: '' };
  ran.code = await runCli(typeof typed === 'string' ? typed.split(' ') : typed, {
    ...alone,
    ...more,
    print: (text) => (ran.out += text),
    printError: (text) => (ran.err += text),
  });
  return ran;
}

/** An API that answers everything the same, and remembers what it was asked. */
export function apiThatAnswers(status: number, body: unknown) {
  const asked: { method: string; url: string; token: string; body?: unknown }[] = [];
  const answer: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    const { method, url, headers } = request;
    const text = await request.text();
    asked.push({
      method,
      url,
      token: headers.get('Authorization') ?? '',
      ...(text && { body: JSON.parse(text) as unknown }),
    });
    return typeof body === 'string'
      ? new Response(body, { status })
      : Response.json(body, { status });
  };
  return { asked, fetch: answer };
}
