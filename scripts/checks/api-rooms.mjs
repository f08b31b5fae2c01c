import { domain, inFolder } from './in-folder.mjs';

/** What a group of routes is made with. */
const routes = `api/http, api/deps, runs, campaign, ${domain}`;

/**
 * The rooms that answer requests.
 *
 * @type {[room: string, files: string, ...knows: string[]][]}
 */
export const apiRooms = [
  [
    'api/http',
    inFolder('api/http'),
    `${domain}, hono, @hono/node-server, lru-cache, node:crypto, node:net, types of node:http`,
  ],
  [
    'api/deps',
    inFolder('api', 'deps'),
    'types of domain, types of contact, types of plan, types of event, types of run, types of mail',
    'types of campaign, types of runs, types of api/http, types of @temporalio/common, types of hono',
    'types of pino',
  ],
  ['api/website', inFolder('api/website'), `${routes}, hono, zod, node:crypto`],
  ['api/senders', inFolder('api/senders'), `${routes}, api/website, hono, zod, node:crypto`],
  ['api/readers', inFolder('api/readers'), `${routes}, hono, zod`],
  [
    'api/operators',
    inFolder('api/operators'),
    `${routes}, api/website, codec, types of @temporalio/common, hono, zod, node:crypto, node:timers/promises`,
  ],
  ['api/health', inFolder('api', 'health'), 'domain, api/http, api/deps, api/operators, hono'],
  [
    'api/description',
    inFolder('api/description'),
    `${routes}, api/website, api/senders, api/operators, hono, zod, swagger-ui-dist`,
    'node:crypto, node:fs, node:module, node:zlib',
  ],
  ['api/webhook-senders', inFolder('api', 'webhook-senders'), 'campaign, api/senders'],
  [
    'api',
    inFolder('api', 'app'),
    `${routes}, api/website, api/senders, api/readers, api/operators, api/description`,
    'api/health, api/webhook-senders, hono, types of pino',
  ],
  [
    'console',
    inFolder('console'),
    `${routes}, api/operators, hono, zod, lru-cache, temporal-polyfill, node:crypto, node:fs`,
  ],
];
