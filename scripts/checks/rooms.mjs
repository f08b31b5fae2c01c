/**
 * Which room may import what. Closed: a file in no room, and a room or a package that a row does not
 * name, are refused. A row names only rooms above it, so that no two folders come to need each other;
 * `types of` is for what is gone when the code runs.
 */
import { apiRooms } from './api-rooms.mjs';
import { domain, inFolder } from './in-folder.mjs';
import { outerRooms } from './outer-rooms.mjs';

/** What workflow code may know: it is replayed where there is neither Node nor a clock. */
const replayed = 'domain, plan, run, records, types of event, types of mail';
const temporalsOwn = '@temporalio/common, @temporalio/workflow';
const notionTables = 'property-names|schema|values';
const vendors = 'vendors/notion, notion tables, vendors/resend';
/** What looks at a workspace and a namespace, and adds to them. */
const setUp = `${domain}, campaign, runs, notion tables, vendors/notion, config`;
const activity = `${domain}, campaign, runs, ${vendors}, turns, activities`;
const activityPackages =
  '@temporalio/activity, @temporalio/common, lru-cache, node:timers/promises';

/** @type {[room: string, files: string, ...knows: string[]][]} */
const table = [
  ['domain', inFolder('domain', '[^/]+', 'contact')],
  ['contact', inFolder('domain', 'contact'), 'domain', 'node:crypto, node:url'],
  ['plan', inFolder('domain/plan'), 'domain'],
  [
    'event',
    inFolder('domain/event'),
    'domain, contact, plan',
    'zod, temporal-polyfill, tlds, node:crypto',
  ],
  ['run', inFolder('domain/run'), 'domain, plan, types of event'],
  ['records', inFolder('domain/records'), 'domain, plan, run'],
  ['imports', inFolder('domain/import'), 'domain, contact, plan, event, run, temporal-polyfill'],
  [
    'mail',
    inFolder('domain/mail'),
    'domain, contact, plan, types of event, types of run',
    'html-to-text, htmlparser2, juice, liquidjs, lru-cache, parse5, temporal-polyfill, node:crypto',
  ],
  [
    'rendering',
    '^src/rendering/[^/]+\\.(ts|mjs)$',
    'domain, plan, mail, lru-cache, tsx, node:crypto, node:timers, node:worker_threads',
  ],

  [
    'campaign',
    '^src/campaign/(?!copy/(templates|template-folder)\\.)((define|sequences|copy)/)?[^/]+\\.ts$',
    `${domain}, leven, zod`,
  ],
  [
    'copy on disk',
    inFolder('campaign/copy', 'templates|template-folder'),
    `${domain}, campaign, node:fs/promises, node:path`,
  ],

  [
    'codec',
    inFolder('codec'),
    '@temporalio/common, @temporalio/proto, node:crypto, node:url, node:zlib',
  ],

  ['messages', inFolder('workflows', 'messages'), `${replayed}, ${temporalsOwn}`],
  [
    'runs',
    inFolder('runs'),
    `${domain}, campaign, codec, messages`,
    '@temporalio/client, @temporalio/common, @temporalio/envconfig, lru-cache, node:crypto',
    'node:events, node:net, node:timers/promises, node:tls',
  ],

  ['lanes', inFolder('vendors', 'lanes'), 'node:async_hooks'],
  [
    'vendors',
    inFolder(
      'vendors',
      'ask-over-http|departures|door|gate|known-faults|met-fault|metered-gate|read-only|refusals|retry-after',
    ),
    'domain, lanes, lru-cache, undici, node:async_hooks, node:diagnostics_channel',
  ],
  ['vendors/alerts', inFolder('vendors/alerts'), 'domain, vendors'],
  ['notion tables', inFolder('vendors/notion', notionTables), `${domain}, zod`],
  [
    'vendors/notion',
    inFolder('vendors/notion', '[^/]+', notionTables),
    `${domain}, vendors, notion tables`,
    '@notionhq/client, hast, hast-util-to-html, hastscript, node:timers/promises',
  ],
  [
    'vendors/resend',
    inFolder('vendors/resend'),
    `${domain}, vendors, resend, node:async_hooks, node:crypto, node:diagnostics_channel, node:timers/promises`,
  ],

  [
    'templates',
    inFolder('templates'),
    `${domain}, campaign, types of rendering, types of vendors/notion, types of notion tables, @jsx-email/doiuse-email, lru-cache, node:crypto`,
  ],

  ['metrics', inFolder('metrics'), 'domain, run, types of mail, vendors, prom-client, lru-cache'],

  [
    'tracing',
    inFolder('tracing'),
    'domain, types of mail, @opentelemetry/api, @opentelemetry/exporter-trace-otlp-http, @opentelemetry/resources',
    '@opentelemetry/sdk-trace-node, @temporalio/interceptors-opentelemetry, hono, node:diagnostics_channel',
    'node:timers/promises, types of @temporalio/client, types of @temporalio/worker, types of pino',
  ],
  ['turns', inFolder('activities', 'turns'), 'domain'],
  ['contact pages', inFolder('activities/contacts', 'contact-pages'), 'domain, turns, lru-cache'],
  [
    'prepared mails',
    inFolder('activities/emails', 'pack-mail|prepared-mails'),
    'types of mail, types of run, lru-cache, node:zlib',
  ],
  [
    'activities',
    inFolder(
      'activities',
      'create-once|deps|doors|failures|heartbeats|hold-lease|look-at-incident|raise-alert|run-at-work|tell-mended|tell-switched-on|tracker-row|until-told',
    ),
    `${domain}, turns, types of campaign, types of contact pages, types of prepared mails, types of rendering, types of runs, types of templates`,
    'types of vendors, types of vendors/notion, types of notion tables, types of vendors/resend',
    '@temporalio/activity, @temporalio/common',
  ],
  [
    'activities/contacts',
    inFolder('activities/contacts', '[^/]+', 'contact-pages'),
    `${activity}, contact pages, types of templates, ${activityPackages}`,
  ],
  [
    'activities/emails',
    inFolder('activities/emails', '[^/]+', 'pack-mail|prepared-mails'),
    `${activity}, types of vendors, prepared mails, activities/contacts, templates, ${activityPackages}`,
  ],
  [
    'activities/stops',
    inFolder('activities/(records|stops)'),
    `${activity}, activities/contacts, activities/emails, ${activityPackages}`,
  ],
  [
    'all activities',
    inFolder('activities', 'index'),
    'activities, activities/contacts, activities/emails, activities/stops, lanes',
  ],

  [
    'workflows',
    inFolder(
      'workflows',
      'activities|no-empty-task|refusal|search-attributes|tell-operators|trace-header',
    ),
    `${replayed}, ${temporalsOwn}, messages, types of all activities`,
  ],
  [
    'workflows/stop',
    inFolder('workflows/stop'),
    `${replayed}, ${temporalsOwn}, messages, workflows, types of all activities`,
  ],
  [
    'workflows/run',
    inFolder('workflows/run'),
    `${replayed}, ${temporalsOwn}, messages, workflows, types of all activities, workflows/stop`,
  ],
  [
    'all workflows',
    inFolder(
      'workflows',
      '[^/]+',
      'activities|messages|no-empty-task|refusal|search-attributes|tell-operators|trace-header',
    ),
    `${replayed}, ${temporalsOwn}, messages, workflows, types of all activities`,
    'workflows/stop, workflows/run',
  ],

  ...apiRooms,

  ['version', inFolder('processes', 'version'), 'package.json'],
  [
    'config',
    '^src/(config|config/[^/]+)\\.ts$',
    `${domain}, campaign, codec, notion tables, postal-mime, zod, node:net`,
  ],
  [
    'setup',
    inFolder('setup'),
    `${setUp}, copy on disk, types of vendors/resend, node:crypto, node:fs/promises, node:path`,
  ],
  [
    'processes',
    inFolder('processes', '[^/]+', 'version'),
    `${domain}, campaign, copy on disk, rendering, runs, templates, vendors, vendors/alerts, vendors/notion`,
    'vendors/resend, contact pages, prepared mails, activities, activities/contacts, activities/stops, all activities',
    'api/http, api/deps, api/webhook-senders, api, console, version, config, codec, metrics, tracing',
    '@hono/node-server, @temporalio/client, types of @temporalio/common, @temporalio/worker, hono, lru-cache, pino, prom-client',
    'zod, node:crypto, node:events, node:fs, node:fs/promises, node:net, node:path, node:timers/promises, node:url, node:util',
  ],
  [
    'replay',
    inFolder('replay'),
    'domain, runs, processes, @temporalio/common, @temporalio/worker, zod, node:fs/promises, node:os, node:path',
  ],
  [
    'doctor',
    inFolder('doctor'),
    `${setUp}, copy on disk, rendering, vendors/alerts, vendors/resend, activities/emails, version`,
    'setup, processes, types of @temporalio/client',
  ],
  [
    'cli',
    inFolder('cli'),
    `${setUp}, copy on disk, rendering, templates, setup, replay, doctor, vendors/resend, types of api/operators, version`,
    'commander, csv-parse, diff, zod, types of @temporalio/client, postal-mime, node:dns/promises, node:fs',
    'node:fs/promises, node:path, node:readline, node:stream, node:timers/promises, node:util',
  ],
  [
    'worker and server',
    '^src/(worker|server)\\.ts$',
    'domain, codec, runs, rendering, vendors/resend, api/http, api, console, config, processes, types of activities',
    '@hono/node-server, @temporalio/client, @temporalio/worker',
    'types of pino, node:events, node:timers/promises, node:util',
  ],

  ...outerRooms,
];

/** The table, each row with a name. */
export const rooms = table.map(([room, files, ...knows]) => ({
  room,
  files,
  knows: knows.flatMap((names) => names.split(', ')),
}));
