/** Tables that people read of the campaign, each made from the register alone. */
import { z } from 'zod';
import { templateFile } from '../../src/campaign/copy/templates.js';
import { copyRules } from '../../src/campaign/copy-rules.js';
import { events, type WebsiteEvent } from '../../src/campaign/events.js';
import { notionWords } from '../../src/campaign/notion-words.js';
import { olderTemplateNames } from '../../src/campaign/older-names.js';
import { sequences } from '../../src/campaign/sequences/index.js';
import { stops } from '../../src/campaign/stops.js';
import { personFields } from '../../src/domain/event/event.js';
import type { SequenceEmail } from '../../src/domain/plan/sequence.js';
import { causeOf } from '../../src/domain/run/stop.js';
import { type Schema, workspaceSchema } from '../../src/vendors/notion/schema.js';
import { code, table } from './tables/markdown.js';
import { variablesTable } from './tables/variables.js';

export const tables = {
  sequences: sequencesTable,
  stops: stopsTable,
  fields: fieldsTable,
  routes: routesTable,
  variables: variablesTable,
  templates: templatesTable,
  'copy-rules': copyRulesTable,
  notion: notionTable,
  'webhook-keys': () => events.map(({ keyName }) => `${keyName}=`).join('\n'),
  'compose-webhook-keys': () =>
    events.map(({ keyName }) => `  ${keyName}: \${${keyName}:-}`).join('\n'),
  'kubernetes-webhook-keys': () =>
    events.map(({ keyName }) => kubernetesSecret('evergreen-api', keyName)).join('\n'),
};

/** One variable of a container's environment, from a Secret that may lack it. */
function kubernetesSecret(secret: string, name: string): string {
  const lines = [
    `- name: ${name}`,
    '  valueFrom:',
    '    secretKeyRef:',
    `      name: ${secret}`,
    `      key: ${name}`,
    '      optional: true',
  ];
  return lines.map((line) => `${' '.repeat(12)}${line}`).join('\n');
}

function copyRulesTable(): string {
  const rows = Object.entries(copyRules).map(([name, { level, holds, means }]) => [
    code(name),
    holds ? 'its emails wait' : level,
    means,
  ]);
  return table(['rule', 'then', 'what is wrong'], rows);
}

const path = ({ name }: { name: string }) => code(`/webhooks/${name}`);

function sequencesTable(): string {
  const rows = events.flatMap((event): string[][] => {
    const { sequence } = event;
    if (!sequence) return [[path(event), 'none: the contact is recorded', '', '', '']];
    const ours = sequence.emails.filter(({ sentBy }) => sentBy === 'evergreen');
    const isFirstFromWebsite = ours.length < sequence.emails.length;
    const base = isFirstFromWebsite ? code(sequence.base) : sequence.base;
    const first = [path(event), '#1', 'the website, before it posts', base, ''];
    const rest = [
      isFirstFromWebsite ? '' : path(event),
      `#${ours[0]?.number} to #${ours.at(-1)?.number}`,
      'Evergreen',
      `${lengths(ours, 'afterMs')} after ${base}`,
      lengths(ours, 'testingAfterMs'),
    ];
    return isFirstFromWebsite ? [first, rest] : [rest];
  });
  return table(['event', 'emails', 'sent by', 'due', 'in testing mode'], rows);
}

/** `5 min, 24 h, 48 h`; the unit once where it is the same. */
function lengths(emails: readonly SequenceEmail[], of: 'afterMs' | 'testingAfterMs'): string {
  const said = emails.map((email) => {
    const hours = email[of] / 3_600_000;
    return Number.isInteger(hours) ? ([hours, 'h'] as const) : ([hours * 60, 'min'] as const);
  });
  const units = new Set(said.map(([, unit]) => unit));
  const [unit] = units;
  return units.size === 1
    ? `${said.map(([amount]) => amount).join(', ')} ${unit}`
    : said.map(([amount, one]) => `${amount} ${one}`).join(', ');
}

function stopsTable(): string {
  const ending = Object.entries(stops).filter(([, { ends }]) => ends.length > 0);
  const rows = ending.map(([name, stop]) => [
    name,
    ...sequences.map((sequence) => (stop.ends.includes(sequence.name) ? 'ends' : '-')),
    code(`stopped:${causeOf(name)}`),
    [
      stop.emailStatus && `Email Status: ${stop.emailStatus}`,
      stop.bookingStatus && `Booking Status: ${stop.bookingStatus}`,
    ]
      .filter(Boolean)
      .join(', '),
  ]);
  const heads = [
    'what happens',
    ...sequences.map(({ name }) => name),
    "the run's outcome",
    'written to the contact',
  ];
  return table(heads, rows);
}

function fieldsTable(): string {
  const person = Object.keys(personFields).filter((name) => name !== 'email');
  const rows = events.flatMap((event) =>
    fieldsOf(event, Object.keys(personFields)).map(([names, expected], at) => [
      at === 0 ? event.name : '',
      names,
      expected,
    ]),
  );
  const all = [
    ['all', code('email'), 'required'],
    ['', person.map(code).join(', '), 'optional'],
  ];
  return table(['event', 'fields', 'expected'], [...all, ...rows]);
}

interface FieldSchema {
  minimum?: number;
  maximum?: number;
  description?: string;
}

/** An event's own fields; those of which the same is expected stand together. */
function fieldsOf({ body, oneOf }: WebsiteEvent, but: readonly string[]) {
  const { properties = {}, required = [] } = z.toJSONSchema(body, {
    io: 'input',
    unrepresentable: 'any',
  });
  const expected = (name: string, { minimum = 0, maximum, description }: FieldSchema) => {
    if (oneOf.includes(name)) return oneOf.length > 1 ? 'at least one of them' : 'required';
    const isShort = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER;
    return [
      required.includes(name) ? 'required' : 'optional',
      ...(isShort ? [`${minimum} to ${maximum}`] : []),
      ...(description ? [description] : []),
    ].join('; ');
  };
  const together = new Map<string, string[]>();
  for (const [name, schema] of Object.entries(properties)) {
    if (but.includes(name)) continue;
    const what = expected(name, schema as FieldSchema);
    together.set(what, [...(together.get(what) ?? []), code(name)]);
  }
  return [...together].map(([what, names]) => [names.join(', '), what] as const);
}

function routesTable(): string {
  const rows = events.map(({ name, what, sequence, ignoredFor }) => [
    code(`POST /webhooks/${name}`),
    what,
    `202${sequence ? ' with the plan' : ''}${ignoredFor ? `, or 200 ignored: ${code(ignoredFor)}` : ''}`,
  ]);
  return table(['route', 'what happened', 'answer'], rows);
}

function templatesTable(): string {
  const rows = sequences.flatMap(({ name, sequence }) =>
    sequence.emails.map(({ number, template }) => [
      `${name} #${number}`,
      code(template),
      [...(olderTemplateNames[template] ?? [])].map(code).join(', '),
      code(`templates/${templateFile(template)}`),
    ]),
  );
  return table(['email', 'template', 'older name', 'our copy'], rows);
}

/** The databases that Notion has to hold. */
function notionTable(): string {
  const databases: Record<string, Schema> = workspaceSchema(notionWords);
  const rows = Object.entries(databases).flatMap(([database, schema]) =>
    Object.values(schema).map(({ name, type, isOptional, options = [] }, at) => [
      at === 0 ? database : '',
      name,
      type === 'rich_text' ? 'text' : type,
      isOptional ? 'optional' : 'required',
      options.join(', '),
    ]),
  );
  return table(['database', 'property', 'type', '', 'options'], rows);
}
