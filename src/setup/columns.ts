import type { Columns } from '../vendors/notion/builder.js';
import type { FoundColumn, FoundDatabase } from '../vendors/notion/found.js';
import { findProperty } from '../vendors/notion/resolve-names.js';
import type { DatabaseKey, Property, Schema } from '../vendors/notion/schema.js';
import type { CheckResult } from './check-result.js';
import { bare, looksLike } from './look-alikes.js';

/** One database of ours, beside what was found of it. */
export interface Compared {
  key: DatabaseKey;
  schema: Schema;
  found: Pick<FoundDatabase, 'columns' | 'url'>;
  /** The configuration's names of properties, ours to theirs. */
  given: Readonly<Record<string, string | undefined>>;
  /** Where relations to contacts lead. */
  contactsId: string | undefined;
}

/** What is to be added to a database, what no addition mends, and what its columns are called. */
export interface ColumnPlan {
  add: Property[];
  /** Options that a select lacks, by its own name. */
  options: { column: string; lacking: string[] }[];
  /** Of both: said while they are not done. */
  lacks: CheckResult[];
  findings: CheckResult[];
  /** Of the findings, columns that look like ours under another name: ours to theirs. */
  renames: Map<CheckResult, readonly [ours: string, theirs: string]>;
  /** Their names by our keys, of the properties that it has. */
  names: Readonly<Record<string, string>>;
}

const setUp = 'evergreen notion setup --go';

/** Compares a database with what we need of it. Pure. Nothing that is there is ever to be changed. */
export function planColumns(compared: Compared): ColumnPlan {
  const plan: ColumnPlan & { names: Record<string, string> } = {
    add: [],
    options: [],
    lacks: [],
    findings: [],
    renames: new Map(),
    names: {},
  };
  const { schema, found, given } = compared;
  const owners = new Map<string, Property>();
  const missing: Property[] = [];
  for (const [id, property] of Object.entries(schema)) {
    const { match } = findProperty(
      found.columns,
      given[property.name] ?? property.name,
      property.type,
    );
    if (match === undefined) {
      missing.push(property);
      continue;
    }
    const owner = owners.get(match);
    if (owner) plan.findings.push(doublyUsed(compared, match, [owner, property]));
    owners.set(match, property);
    plan.names[id] = match;
    compareColumn(compared, property, match, plan);
  }
  for (const property of missing) judgeMissing(compared, property, new Set(owners.keys()), plan);
  return plan;
}

/** What is asked of Notion to add what a plan says; options that are there are named too, as they would go. */
export function columnsToAdd(
  plan: Pick<ColumnPlan, 'add' | 'options'>,
  found: Pick<FoundDatabase, 'columns'>,
  contactsId: string | undefined,
): Columns {
  const added = plan.add.map((property) => [property.name, configure(property, contactsId)]);
  const extended = plan.options.map(({ column, lacking }) => {
    const kept = (found.columns[column]?.options ?? []).map(({ id, name }) => ({ id, name }));
    return [column, { select: { options: [...kept, ...lacking.map((name) => ({ name }))] } }];
  });
  return Object.fromEntries([...added, ...extended]) as Columns;
}

/** A column as Notion makes it. */
function configure({ type, options }: Property, contactsId: string | undefined): object {
  if (type === 'select') return { select: { options: (options ?? []).map((name) => ({ name })) } };
  if (type === 'relation') {
    return {
      relation: { data_source_id: contactsId, type: 'single_property', single_property: {} },
    };
  }
  return { [type]: {} };
}

function compareColumn(
  compared: Compared,
  property: Property,
  column: string,
  plan: ColumnPlan,
): void {
  const { key, found, contactsId } = compared;
  const { options, relatedTo } = found.columns[column] ?? { options: [], relatedTo: undefined };
  const lacking = (property.options ?? []).filter(
    (wanted) => !options.some(({ name }) => name === wanted),
  );
  const cased = lacking.flatMap((wanted) => {
    const theirs = options.find(({ name }) => bare(name) === bare(wanted))?.name;
    return theirs === undefined ? [] : [{ wanted, theirs }];
  });
  const absent = lacking.filter((wanted) => !cased.some((one) => one.wanted === wanted));
  if (absent.length > 0) {
    plan.options.push({ column, lacking: absent });
    plan.lacks.push({
      ...about(key, property, column),
      level: 'warning',
      found: `it lacks the options ${list(absent)}`,
      mend: `${setUp}, or add them in Notion: ${found.url}`,
    });
  }
  for (const { wanted, theirs } of cased) {
    plan.findings.push({
      ...about(key, property, column),
      level: property.isOptional ? 'warning' : 'wrong',
      found: `its option "${theirs}" must read "${wanted}"`,
      mend: `rename the option "${theirs}" to "${wanted}" in Notion (its rows keep it): ${found.url}`,
    });
  }
  if (property.type === 'relation' && contactsId !== undefined && relatedTo !== contactsId) {
    plan.findings.push({
      ...about(key, property, column),
      level: 'warning',
      found: 'it leads to another database than your contacts, so that rows show no contact',
      mend: `delete the column in Notion and run ${setUp}, or make it lead to the contacts: ${found.url}`,
    });
  }
}

function judgeMissing(
  compared: Compared,
  property: Property,
  used: ReadonlySet<string>,
  plan: ColumnPlan,
): void {
  const { key, found, given } = compared;
  const mapped = given[property.name];
  const { types } = findProperty(found.columns, mapped ?? property.name, property.type);
  const isStatus = property.type === 'select' && types.includes('status');
  const isNeeded = !property.isOptional || mapped !== undefined || isStatus;
  const level = isNeeded ? 'wrong' : 'warning';
  const one = { ...about(key, property, mapped), level } as const;
  const other = alike(compared, property, used);
  const title = property.type === 'title' ? titleOf(found.columns) : undefined;
  if (mapped !== undefined && types.length === 0) {
    plan.findings.push({
      ...one,
      found: `NOTION_PROPERTY_NAMES calls "${property.name}" so, and there is no such column`,
      mend: `correct NOTION_PROPERTY_NAMES, or name a column so in Notion: ${found.url}`,
    });
  } else if (title !== undefined) {
    noteRename(plan, property, title, { ...one, ...renamed(compared, property, title) });
  } else if (types.length > 0) {
    plan.findings.push({
      ...one,
      found: `it is of type ${types.join(' and ')}, and must be ${property.type}`,
      mend: `change its type to ${typeWords[property.type]} in Notion (••• of the column, Edit property, Type): ${found.url}`,
    });
  } else if (other !== undefined) {
    noteRename(plan, property, other, { ...one, ...renamed(compared, property, other) });
  } else {
    plan.add.push(property);
    plan.lacks.push({
      ...one,
      found: `there is no such column (${property.type})${isNeeded ? '' : ': what needs it is off'}`,
      mend: `${setUp}, or add it in Notion: ${found.url}`,
    });
  }
}

/**
 * The column that may be this property under another name. An empty one beside it would be worse than none:
 * who has unsubscribed in the old one would be mailed again.
 */
function alike(
  { key, found }: Compared,
  { name: ours, type, options = [] }: Property,
  used: ReadonlySet<string>,
): string | undefined {
  const free = Object.entries(found.columns).filter(
    ([own, column]) => column.type === type && !used.has(own),
  );
  const holds = ([, column]: [string, FoundColumn]) => {
    const shared = options.filter((word) => column.options.some((option) => option.name === word));
    return shared.length > options.length / 2;
  };
  const [theirs] =
    free.find(([own]) => looksLike(key, ours, own)) ??
    free.find((one) => type === 'email' || (type === 'select' && holds(one))) ??
    [];
  return theirs;
}

/** A title column can neither be added nor become another. */
function titleOf(columns: Readonly<Record<string, FoundColumn>>): string | undefined {
  return Object.entries(columns).find(([, { type }]) => type === 'title')?.[0];
}

function renamed({ found }: Compared, { name, type }: Property, theirs: string) {
  return {
    found: `it is missing, and "${theirs}" (${type}) looks like it`,
    mend: `rename "${theirs}" to "${name}" in Notion: ${found.url}`,
  };
}

function noteRename(
  plan: ColumnPlan,
  { name }: Property,
  theirs: string,
  finding: CheckResult,
): void {
  plan.findings.push(finding);
  plan.renames.set(finding, [name, theirs]);
}

function doublyUsed({ key, found }: Compared, column: string, both: Property[]): CheckResult {
  return {
    ...about(key, both[0], column),
    level: 'wrong',
    found: `it cannot be both ${both.map(({ name }) => `"${name}"`).join(' and ')}`,
    mend: `give each a column of its own in NOTION_PROPERTY_NAMES: ${found.url}`,
  };
}

function about(key: DatabaseKey, property: Property | undefined, column = property?.name) {
  const id = `notion-${key}-${bare(property?.name ?? '')}`;
  return { id, group: 'Notion' as const, what: `${key}: "${column}"` };
}

/** Types as people read them in Notion. */
const typeWords: Readonly<Record<Property['type'], string>> = {
  title: 'Title',
  rich_text: 'Text',
  email: 'Email',
  number: 'Number',
  select: 'Select',
  date: 'Date',
  url: 'URL',
  relation: 'Relation',
};

function list(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}
