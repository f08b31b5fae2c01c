import { z } from 'zod';
import { InvalidConfig } from '../domain/errors.js';
import { type Environment, environment, port, withoutEmpty } from './environment.js';
import { sandboxSecrets } from './known-secrets.js';
import { isLoopbackHost, reachedHost } from './reach.js';

/** What an operator's tools read; where nothing is set, they find the sandbox of this computer. */
const operator = environment
  .pick({ HOST: true, PORT: true, ADMIN_TOKEN: true, TESTING_MODE: true, SHADOW: true })
  .extend({
    ADMIN_TOKEN: environment.shape.ADMIN_TOKEN.default(sandboxSecrets.ADMIN_TOKEN),
    SANDBOX_TEMPORAL_PORT: port.default(7233),
    USER: z.string().optional(),
  });

/**
 * Reads what an operator's tools need to reach the API.
 * @throws {InvalidConfig} listing every fault at once, by name, with what was expected.
 */
export function loadOperatorConfig(env: Environment) {
  const given = withoutEmpty(env);
  const { data, error } = operator.safeParse(given);
  const faults = [
    ...Object.keys(given).flatMap((name) =>
      /^EVERGREEN_/i.test(name) ? [`${name}: no such setting`] : [],
    ),
    ...(error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? []),
  ];
  if (!data || faults.length > 0) {
    throw new InvalidConfig(`The environment is not as expected: ${faults.join('; ')}`);
  }
  const host = reachedHost(data.HOST);
  return {
    // Elsewhere the admin token, and people's addresses, would be there to read on the way.
    apiUrl: `${isLoopbackHost(host) ? 'http' : 'https'}://${host}:${data.PORT}`,
    adminToken: data.ADMIN_TOKEN,
    isTesting: data.TESTING_MODE === 'true',
    isShadow: data.SHADOW === 'true',
    /** Unless Temporal's own configuration names another. */
    temporalAddress: `127.0.0.1:${data.SANDBOX_TEMPORAL_PORT}`,
    user: data.USER,
  };
}
