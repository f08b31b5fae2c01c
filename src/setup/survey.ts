import { InvalidSetup, VendorFault } from '../domain/errors.js';
import type { Builder } from '../vendors/notion/builder.js';
import type { FoundDatabase } from '../vendors/notion/found.js';
import { type DatabaseKey, databaseTitles } from '../vendors/notion/schema.js';
import type { CheckResult } from './check-result.js';
import { type Compared, planColumns } from './columns.js';
import { findDatabases } from './find-databases.js';
import { withMapping } from './mapping.js';
import { databaseKeys, databaseSettings, neededTemplates, schemas } from './ours.js';
import { planTemplates } from './template-plan.js';
import { troubleOf } from './trouble.js';
import type { Asked, Survey } from './workspace.js';

/** Looks at a workspace; changes nothing. What Notion refuses is a finding, as is a Notion that is away. */
export async function survey(builder: Builder, asked: Asked): Promise<Survey> {
  const empty: Survey = {
    page: undefined,
    databases: {},
    missing: [],
    columns: {},
    templates: undefined,
    lacks: [],
    findings: [],
    notes: [],
    hasSomething: true,
  };
  let us: { id: string };
  try {
    us = await builder.whoAmI();
  } catch (error) {
    const lost = {
      id: 'notion-token',
      group: 'Notion',
      what: 'the workspace',
      level: 'wrong',
    } as const;
    return { ...empty, findings: [{ ...lost, ...troubleOf(error, 'NOTION_TOKEN') }] };
  }
  const located = await findDatabases(builder, asked);
  const found: Survey = { ...empty, ...located };
  for (const key of databaseKeys) {
    const database = found.databases[key];
    if (!database) continue;
    const plan = planColumns(compare(key, database, found.databases.contacts, asked));
    found.columns[key] = plan;
    found.lacks.push(...plan.lacks);
    found.findings.push(...plan.findings, ...(await strangers(builder, us, key, database)));
  }
  await lookAtTemplates(builder, found, asked);
  return { ...found, findings: withMapping(found, asked.propertyNames) };
}

/** A database of ours beside what was found of it. */
export function compare(
  key: DatabaseKey,
  found: FoundDatabase,
  contacts: FoundDatabase | undefined,
  { propertyNames }: Pick<Asked, 'propertyNames'>,
): Compared {
  const given = propertyNames?.[key] ?? {};
  return { key, schema: schemas[key], found, given, contactsId: contacts?.dataSourceId };
}

/** Two engines on one table write over each other. */
async function strangers(
  builder: Builder,
  us: { id: string },
  key: DatabaseKey,
  { madeBy, title, url }: FoundDatabase,
): Promise<CheckResult[]> {
  if (madeBy === us.id) return [];
  const name = await builder.integrationName(madeBy);
  if (name === undefined) return [];
  return [
    {
      id: `notion-${key}-owner`,
      group: 'Notion',
      what: `${key}: "${title}"`,
      level: 'warning',
      found: `another integration made it ("${name}"), and may still write to it`,
      mend: `if that is an older engine, take it off the database (•••, Connections) once it has handed over: ${url}`,
    },
  ];
}

async function lookAtTemplates(builder: Builder, found: Survey, asked: Asked): Promise<void> {
  const { templates } = found.databases;
  const { name, status } = found.columns.templates?.names ?? {};
  if (!templates || name === undefined || status === undefined) return;
  try {
    const rows = await builder.rows(templates.dataSourceId, { name, status });
    const unseen = (asked.justMade ?? []).filter((made) => !rows.some(({ id }) => id === made.id));
    found.templates = planTemplates(neededTemplates, [...rows, ...unseen]);
    found.lacks.push(...found.templates.lacks);
    found.findings.push(...found.templates.findings);
  } catch (error) {
    if (!(error instanceof VendorFault || error instanceof InvalidSetup)) throw error;
    found.findings.push({
      id: 'templates',
      group: 'Templates',
      what: `the rows of "${databaseTitles.templates}"`,
      level: 'wrong',
      ...troubleOf(error, databaseSettings.templates),
    });
  }
}
