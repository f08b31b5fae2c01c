import { InvalidSetup, VendorFault } from '../domain/errors.js';
import type { Builder } from '../vendors/notion/builder.js';
import type { FoundDatabase, FoundPage } from '../vendors/notion/found.js';
import { type DatabaseKey, databaseTitles } from '../vendors/notion/schema.js';
import type { CheckResult } from './check-result.js';
import { olderTitles } from './look-alikes.js';
import { databaseKeys, databaseSettings } from './ours.js';
import { troubleOf } from './trouble.js';
import type { Asked, Survey } from './workspace.js';

type Located = Pick<
  Survey,
  'page' | 'databases' | 'missing' | 'lacks' | 'findings' | 'notes' | 'hasSomething'
>;

/**
 * Our three databases: those that are named; else, by title, those on the page that is named; else, where no
 * page is, those that the token sees.
 */
export async function findDatabases(builder: Builder, asked: Asked): Promise<Located> {
  const located: Located = {
    page: undefined,
    databases: {},
    missing: [],
    lacks: [],
    findings: [],
    notes: [],
    hasSomething: false,
  };
  const unnamed: DatabaseKey[] = [];
  for (const key of databaseKeys) {
    const id = asked.databases[key];
    if (id === undefined) unnamed.push(key);
    else await openNamed(builder, key, id, located);
  }
  try {
    if (asked.parent !== undefined) located.page = await builder.page(asked.parent);
    const onPage = located.page ? await builder.databasesOn(located.page.id) : [];
    for (const key of unnamed) await findByTitle(builder, key, onPage, located);
    located.findings.push(...twins(onPage, located.databases));
    located.hasSomething =
      onPage.length > 0 ||
      located.notes.length > 0 ||
      unnamed.length < databaseKeys.length ||
      Object.keys(located.databases).length > 0;
  } catch (error) {
    const what = asked.parent === undefined ? 'what the token sees' : 'the page of --parent';
    located.findings.push(troubled('notion-page', what, error, 'the --parent'));
    located.missing = [];
  }
  located.findings.push(...sharedBySeveral(located.databases));
  return located;
}

async function openNamed(
  builder: Builder,
  key: DatabaseKey,
  id: string,
  located: Located,
): Promise<void> {
  try {
    located.databases[key] = await builder.database(id);
  } catch (error) {
    const what = `the database of ${databaseSettings[key]} (${id})`;
    located.findings.push(troubled(`notion-${key}`, what, error, databaseSettings[key]));
  }
}

async function findByTitle(
  builder: Builder,
  key: DatabaseKey,
  onPage: readonly FoundDatabase[],
  located: Located,
): Promise<void> {
  const own = onPage.filter(({ title }) => isCalled(key, title));
  const all = own.length > 0 ? own : await searchFor(builder, key);
  const [first, ...others] = all;
  if (own.length === 0 && located.page) {
    const named = all.map(({ title, url }) => `"${title}" (${url})`).join(', ');
    if (first) {
      located.notes.push(
        `The token also sees ${named} elsewhere; to use it, set ${databaseSettings[key]}.`,
      );
    }
    located.missing.push(key);
    located.lacks.push(await absent(builder, key, located.page));
  } else if (!first) {
    located.missing.push(key);
    located.lacks.push(await absent(builder, key, undefined));
  } else if (others.length > 0) {
    located.findings.push({
      ...about(key),
      level: 'wrong',
      found: `${all.length} databases are called "${first.title}"`,
      mend: `say which one: ${all.map(({ databaseId, url }) => `${databaseSettings[key]}=${databaseId} (${url})`).join(' or ')}`,
    });
  } else {
    located.databases[key] = first;
    located.findings.push({
      ...about(key),
      level: 'warning',
      found: `${databaseSettings[key]} is not set; found by its title: "${first.title}", ${first.url}`,
      mend: `${databaseSettings[key]}=${first.databaseId}, or evergreen notion setup --go --write-env`,
    });
  }
}

/** Two setups at once, or one whose answer was lost for long, may have made something twice. */
function twins(onPage: readonly FoundDatabase[], databases: Located['databases']): CheckResult[] {
  return databaseKeys.flatMap((key): CheckResult[] => {
    const used = databases[key];
    const others = onPage.filter(
      ({ title, dataSourceId }) => isCalled(key, title) && dataSourceId !== used?.dataSourceId,
    );
    if (!used || others.length === 0) return [];
    return [
      {
        ...about(key),
        id: `notion-${key}-double`,
        level: 'warning',
        found: `${used.url} is used, and the page holds another of its title: ${others.map(({ url }) => url).join(', ')}`,
        mend: 'delete what is not used, so that nobody writes into it; or give it another title',
      },
    ];
  });
}

async function searchFor(builder: Builder, key: DatabaseKey): Promise<FoundDatabase[]> {
  const found = new Map<string, FoundDatabase>();
  for (const title of [databaseTitles[key], ...olderTitles[key]]) {
    for (const database of await builder.databasesCalled(title)) {
      if (isCalled(key, database.title)) found.set(database.dataSourceId, database);
    }
  }
  return [...found.values()];
}

function isCalled(key: DatabaseKey, title: string): boolean {
  const own = title.trim().toLowerCase();
  return [databaseTitles[key], ...olderTitles[key]].some((name) => name.toLowerCase() === own);
}

async function absent(
  builder: Builder,
  key: DatabaseKey,
  page: FoundPage | undefined,
): Promise<CheckResult> {
  const where = page ? `--parent ${page.url}` : await someParent(builder);
  return {
    ...about(key),
    level: 'wrong',
    found: `${databaseSettings[key]} is not set, and ${page ? 'the page holds' : 'the token sees'} no database called "${databaseTitles[key]}"`,
    mend: `evergreen notion setup ${where}; or set ${databaseSettings[key]}, if it has another title`,
  };
}

/** A page to make them under: people share one with the integration first of all. */
async function someParent(builder: Builder): Promise<string> {
  const [page, ...others] = await builder.pages();
  if (!page) {
    return '--parent <page>, with a page that is shared with the integration (•••, Connections); so far none is';
  }
  return others.length === 0
    ? `--parent ${page.url} ("${page.title}")`
    : `--parent <the page's link>`;
}

/** @throws the error where it is not the workspace's. */
function troubled(id: string, what: string, error: unknown, setting: string): CheckResult {
  if (!(error instanceof VendorFault || error instanceof InvalidSetup)) throw error;
  return { id, group: 'Notion', what, level: 'wrong', ...troubleOf(error, setting) };
}

function sharedBySeveral(databases: Located['databases']): CheckResult[] {
  const ids = databaseKeys.flatMap((key) => databases[key]?.dataSourceId ?? []);
  if (new Set(ids).size === ids.length) return [];
  const named = databaseKeys.filter(
    (key) => ids.filter((id) => id === databases[key]?.dataSourceId).length > 1,
  );
  return [
    {
      id: 'notion-databases',
      group: 'Notion',
      what: named.map((key) => databaseSettings[key]).join(' and '),
      level: 'wrong',
      found: 'they name the same database',
      mend: 'give each its own: copy the link of the database that it is called after',
    },
  ];
}

function about(key: DatabaseKey) {
  return { id: `notion-${key}`, group: 'Notion' as const, what: `the database of ${key}` };
}
