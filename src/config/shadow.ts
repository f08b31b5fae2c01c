import { z } from 'zod';
import { InvalidConfig } from '../domain/errors.js';
import { type Environment, environment, port, withoutEmpty } from './environment.js';

/** What is needed to read what an account at Resend has sent. Where nothing is set, it is the sandbox's. */
const account = environment.pick({ RESEND_BASE_URL: true }).extend({
  RESEND_API_KEY: z.string().trim().optional(),
  SANDBOX_RESEND_PORT: port.default(4010),
});

/** An older system sends by the same account, whose rate is for all who use it. */
const requestsPerSecond = 1;

/**
 * Reads what a comparison with an older system needs.
 * @throws {InvalidConfig} listing every fault at once, by name, with what was expected.
 */
export function loadAccountConfig(env: Environment) {
  const { data, error } = account.safeParse(withoutEmpty(env));
  if (!data) {
    const faults = error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw new InvalidConfig(`The environment is not as expected: ${faults.join('; ')}`);
  }
  const { RESEND_API_KEY: apiKey, RESEND_BASE_URL: baseUrl } = data;
  if (apiKey === undefined) {
    if (baseUrl === undefined) {
      const sandbox = `http://127.0.0.1:${data.SANDBOX_RESEND_PORT}`;
      return { apiKey: 're_sandbox', baseUrl: sandbox, requestsPerSecond, isReadOnly: true };
    }
    throw new InvalidConfig('The environment is not as expected: RESEND_API_KEY: is required');
  }
  return { apiKey, baseUrl, requestsPerSecond, isReadOnly: true };
}
