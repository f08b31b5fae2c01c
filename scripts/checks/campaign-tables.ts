/** Tables that people read of the campaign, each made from the register alone. */
import { z } from 'zod';
import { templateFile } from '../../src/campaign/copy/templates.js';
import { events, type WebsiteEvent } from '../../src/campaign/events.js';
import { olderTemplateNames } from '../../src/campaign/older-names.js';
import { sequences } from '../../src/campaign/sequences/index.js';
import { stops } from '../../src/campaign/stops.js';
import { generalVariables } from '../../src/campaign/variables.js';
import { personFields } from '../../src/domain/event/event.js';
import type { SequenceEmail } from '../../src/domain/plan/sequence.js';
import { causeOf } from '../../src/domain/run/stop.js';

export const tables = {
  sequences: sequencesTable,
  stops: stopsTable,
  fields: fieldsTable,
  routes: routesTable,
  variables: variablesTable,
  templates: templatesTable,
  'webhook-keys': () => events.map(({ keyName }) => `${keyName}=`).join('\n'),
  'compose-webhook-keys': () =>
    events.map(({ keyName }) => `  ${keyName}: \${${keyName}:-}`).join('\n'),
};

const code = (text: string) => `\`${text}\``;
const path = ({ name }: { name: string }) => code(`/webhooks/${name}`);

function sequencesTable(): string {
  const rows = events.flatMap((event): string[][] => {
    const { sequence } = event;
    if (!sequence) return [[path(event), 'none: the contact is recorded', '', '', '']];
    const ours = sequence.emails.filter(({ sentBy }) => sentBy === 'evergreen');
    const isFirstFromWebsite = ours.length < sequence.emails.length;
    const base = isFirstFromWebsite ? code(sequence.base) : sequence.base;
    const first = [path(event), '#1', 'the website, before it posts', base, 'the same'];
    const rest = [
      isFirstFromWebsite ? '' : path(event),
      `#${ours[0]?.number} to #${ours.at(-1)?.number}`,
      'Evergreen',
      `${base} + ${lengths(ours, 'afterMs')}`,
      `+ ${lengths(ours, 'testingAfterMs')}`,
    ];
    return isFirstFromWebsite ? [first, rest] : [rest];
  });
  return table(['event posted', 'emails', 'sent by', 'due', 'in testing mode'], rows);
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
    causeOf(name),
    [
      stop.emailStatus && `Email Status ${stop.emailStatus}`,
      stop.bookingStatus && `Booking Status ${stop.bookingStatus}`,
    ]
      .filter(Boolean)
      .join(', '),
  ]);
  const heads = [
    'event',
    ...sequences.map(({ name }) => name),
    'outcome',
    'written to the contact',
  ];
  return table(heads, rows);
}

function fieldsTable(): string {
  const person = Object.keys(personFields).filter((name) => name !== 'email');
  const rows = events.map((event) => {
    const { required, optional } = fieldsOf(event, Object.keys(personFields));
    const oneOf = event.oneOf.length > 0 ? [`one of ${event.oneOf.map(code).join(', ')}`] : [];
    return [event.name, [...required, ...oneOf].join(', '), optional.join(', ')];
  });
  const all = ['all', code('email'), person.map(code).join(', ')];
  return table(['event', 'required', 'optional'], [all, ...rows]);
}

interface FieldSchema {
  minimum?: number;
  maximum?: number;
  description?: string;
}

function fieldsOf({ body, oneOf }: WebsiteEvent, but: readonly string[]) {
  const { properties = {}, required = [] } = z.toJSONSchema(body, {
    io: 'input',
    unrepresentable: 'any',
  });
  const own = Object.entries(properties).filter(
    ([name]) => !but.includes(name) && !oneOf.includes(name),
  );
  const say = ([name, schema]: [string, unknown]) => {
    const { minimum, maximum, description } = schema as FieldSchema;
    const isShort = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER;
    const range = isShort ? [`${minimum ?? 0} to ${maximum}`] : [];
    const notes = [...range, ...(description ? [description] : [])];
    return `${code(name)}${notes.length > 0 ? ` (${notes.join('; ')})` : ''}`;
  };
  return {
    required: own.filter(([name]) => required.includes(name)).map(say),
    optional: own.filter(([name]) => !required.includes(name)).map(say),
  };
}

function routesTable(): string {
  const all = events.map(({ name }, at) => code(at === 0 ? `POST /webhooks/${name}` : `/${name}`));
  const ignored = events.flatMap(({ name, ignoredFor }) =>
    ignoredFor ? [`${code(ignoredFor)} (${name})`] : [],
  );
  return table(
    ['route', 'answers'],
    [[all.join(', '), `202 with the plan, or 200 \`ignored\`: ${ignored.join(', ')}`]],
  );
}

function variablesTable(): string {
  const own = events.map(
    ({ name, copy, variables }) =>
      [
        name,
        [...copy, ...Object.keys(variables)].filter((one) => !generalVariables.includes(one)),
      ] as const,
  );
  const rows = [['every event', generalVariables] as const, ...own].filter(
    ([, names]) => names.length > 0,
  );
  return table(
    ['told by', 'variables'],
    rows.map(([name, names]) => [name, names.map((one) => code(one)).join(', ')]),
  );
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

/** A Markdown table whose columns line up. */
function table(heads: string[], rows: string[][]): string {
  const widths = heads.map((head, at) =>
    Math.max(...[head, ...rows.map((row) => row[at] ?? '')].map(({ length }) => length)),
  );
  const line = (cells: string[]) =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`;
  return [line(heads), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join(
    '\n',
  );
}
