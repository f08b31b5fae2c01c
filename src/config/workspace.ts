import { z } from 'zod';
import { InvalidConfig } from '../domain/errors.js';
import { type Environment, environment, olderSettings, port, withoutEmpty } from './environment.js';
import { databaseIds } from './known-environment.js';
import { isLoopbackHost } from './reach.js';

/** What a Notion workspace is set up with: nothing of it is needed twice, and the ids may not be there yet. */
const workspace = environment
  .pick({
    NOTION_PROPERTY_NAMES: true,
    NOTION_BASE_URL: true,
    NOTION_REQUESTS_PER_SECOND: true,
  })
  .extend({
    NOTION_TOKEN: z.string().optional(),
    NOTION_CONTACTS_DB_ID: z.string().optional(),
    NOTION_EMAIL_SEQUENCE_DB_ID: z.string().optional(),
    NOTION_TEMPLATES_DB_ID: z.string().optional(),
    SANDBOX_NOTION_PORT: port.default(4020),
  });

/** What says whose workspace it is. */
const whose = [
  'NOTION_TOKEN',
  'NOTION_BASE_URL',
  'NOTION_CONTACTS_DB_ID',
  'NOTION_EMAIL_SEQUENCE_DB_ID',
  'NOTION_TEMPLATES_DB_ID',
];

/** What any stand-in takes. */
const sandboxToken = 'ntn_sandbox';

/**
 * Reads what is needed to look at a workspace and to set it up. Where nothing of Notion's is set, it is the
 * sandbox of this computer.
 * @throws {InvalidConfig} listing every fault at once, by name, with what was expected.
 */
export function loadWorkspaceConfig(env: Environment) {
  const given = withoutEmpty(env);
  for (const [old, current] of Object.entries(olderSettings)) given[current] ??= given[old];
  const { data, error } = workspace.safeParse(given);
  const faults = (error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);
  const isSandbox = whose.every((name) => given[name] === undefined);
  const { NOTION_BASE_URL: baseUrl } = data ?? {};
  const isStandIn = baseUrl !== undefined && isLoopbackHost(new URL(baseUrl).hostname);
  if (data && data.NOTION_TOKEN === undefined && !isSandbox && !isStandIn) {
    faults.push('NOTION_TOKEN: is required');
  }
  if (!data || faults.length > 0) {
    throw new InvalidConfig(`The environment is not as expected: ${faults.join('; ')}`);
  }
  return {
    isSandbox,
    token: data.NOTION_TOKEN ?? sandboxToken,
    baseUrl: isSandbox ? `http://127.0.0.1:${data.SANDBOX_NOTION_PORT}` : baseUrl,
    requestsPerSecond: data.NOTION_REQUESTS_PER_SECOND,
    propertyNames: data.NOTION_PROPERTY_NAMES,
    databases: {
      contacts: data.NOTION_CONTACTS_DB_ID,
      tracker: data.NOTION_EMAIL_SEQUENCE_DB_ID,
      templates: data.NOTION_TEMPLATES_DB_ID,
    },
  };
}

/**
 * The same for whoever only works on copy: the templates must be named.
 * @throws {InvalidConfig}
 */
export function loadTemplatesConfig(env: Environment) {
  const { databases, isSandbox, ...config } = loadWorkspaceConfig(env);
  const templates = databases.templates ?? (isSandbox ? databaseIds.templates : undefined);
  if (templates === undefined) {
    throw new InvalidConfig(
      'The environment is not as expected: NOTION_TEMPLATES_DB_ID: is required',
    );
  }
  return { ...config, databases: { contacts: '', tracker: '', templates } };
}
