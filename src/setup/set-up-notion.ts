import { readTemplates } from '../campaign/copy/templates.js';
import { SECOND } from '../domain/duration.js';
import { InvalidSetup, VendorFault } from '../domain/errors.js';
import type {
  Builder,
  Cells,
  Columns,
  FoundDatabase,
  FoundRow,
} from '../vendors/notion/builder.js';
import { type DatabaseKey, databaseTitles, type Property } from '../vendors/notion/schema.js';
import { toNotion } from '../vendors/notion/values.js';
import { type ColumnPlan, columnsToAdd, planColumns } from './columns.js';
import { type Asked, databaseKeys, databaseSettings, neededTemplates, schemas } from './ours.js';
import { compare, type Survey, survey } from './survey.js';
import { planTemplates } from './template-plan.js';
import { type Trouble, troubleOf } from './trouble.js';

/** What setup works with. */
export interface SetupDeps {
  builder: Builder;
  /** Told what is being done, in a line. */
  say: (line: string) => void;
  pause: (ms: number) => Promise<void>;
}

/** What was done to a workspace, and how it stands now. */
export interface SetUp {
  done: string[];
  survey: Survey;
}

/** Queries show a new row after a while; so often, and so far apart, is one looked for before it is made again. */
const looks = 4;
const lookEveryMs = 15 * SECOND;
/** Rounds of reading and adding, where answers are lost. */
const mostRounds = 3;

/**
 * Adds to a workspace what a survey of it lacks; changes and removes nothing. It looks before it makes, so that
 * it is safe to repeat, also where it was killed, or where the answer to a create was lost. What it cannot do
 * ends it, and is a finding.
 */
export async function setUpNotion(deps: SetupDeps, asked: Asked, found: Survey): Promise<SetUp> {
  const work = new Work(deps, asked, found);
  await work.carryOut();
  const databases = { ...asked.databases, ...work.ids() };
  const after = await survey(deps.builder, { ...asked, databases, justMade: work.rows });
  const known = new Set(after.findings.map(({ id }) => id));
  const findings = work.trouble.filter(({ id }) => !known.has(id));
  return { done: work.done, survey: { ...after, findings: [...findings, ...after.findings] } };
}

/** What setup would do, as lines of a list. Pure. */
export function sayPlan({ missing, page, columns, templates }: Survey): string[] {
  const made = page ? missing : [];
  const isTemplatesNew = made.includes('templates');
  const absent = isTemplatesNew ? neededTemplates.map(({ name }) => name) : (templates?.add ?? []);
  return [
    ...made.map((key) => `make the database "${databaseTitles[key]}" on the page "${page?.title}"`),
    ...databaseKeys.flatMap((key) => sayColumns(key, columns[key] ?? { add: [], options: [] })),
    ...absent.map((name) => `add the template "${name}", Active`),
  ];
}

function sayColumns(key: DatabaseKey, plan: Pick<ColumnPlan, 'add' | 'options'>): string[] {
  const quoted = (names: readonly string[]) => names.map((name) => `"${name}"`).join(', ');
  return [
    ...plan.add.map(({ name, type }) => `add the column "${name}" (${type}) to ${key}`),
    ...plan.options.map(
      ({ column, lacking }) => `add the options ${quoted(lacking)} to "${column}" of ${key}`,
    ),
  ];
}

class Work {
  readonly done: string[] = [];
  readonly trouble: Survey['findings'] = [];
  readonly rows: FoundRow[] = [];
  private readonly deps: SetupDeps;
  private readonly asked: Asked;
  private readonly found: Survey;
  private readonly databases: Survey['databases'];
  private readonly made = new Set<DatabaseKey>();

  constructor(deps: SetupDeps, asked: Asked, found: Survey) {
    this.deps = deps;
    this.asked = asked;
    this.found = found;
    this.databases = { ...found.databases };
  }

  /** Of databases that were made or found, and were not named. */
  ids(): Asked['databases'] {
    const unnamed = databaseKeys.filter((key) => this.asked.databases[key] === undefined);
    return Object.fromEntries(
      unnamed.flatMap((key) => {
        const id = this.databases[key]?.databaseId;
        return id === undefined ? [] : [[key, id]];
      }),
    );
  }

  async carryOut(): Promise<void> {
    for (const key of databaseKeys) {
      try {
        if (this.found.missing.includes(key)) await this.makeDatabase(key);
        await this.addColumns(key);
        if (key === 'templates') await this.addTemplates();
      } catch (error) {
        if (!(error instanceof VendorFault || error instanceof InvalidSetup)) throw error;
        this.note(key, troubleOf(error, databaseSettings[key]));
        if (error instanceof VendorFault && error.kind !== 'permanent') return; // Notion is away
      }
    }
  }

  /** Once: what stands in the way of one may stand in the way of all. */
  private note(key: DatabaseKey, trouble: Trouble): void {
    if (this.trouble.some(({ found }) => found === trouble.found)) return;
    const what = `what ${key} lacks could not be added`;
    this.trouble.push({
      id: `notion-${key}-setup`,
      group: 'Notion',
      what,
      level: 'wrong',
      ...trouble,
    });
  }

  private async makeDatabase(key: DatabaseKey): Promise<void> {
    const { page } = this.found;
    if (!page) return;
    const { builder } = this.deps;
    const title = databaseTitles[key];
    this.tell(`make the database "${title}"`);
    const onPage = async () =>
      (await builder.databasesOn(page.id)).find((one) => one.title === title);
    const columns = this.columnsOf(Object.values<Property>(schemas[key]));
    const id = await this.makeOnce(
      () => builder.makeDatabase(page.id, title, columns),
      async () => (await onPage())?.databaseId,
    );
    this.databases[key] = await builder.database(id);
    this.made.add(key);
    this.done.push(`make the database "${title}": ${this.databases[key].url}`);
  }

  /** Reads afresh each time: to add what another has added meanwhile would change it. */
  private async addColumns(key: DatabaseKey): Promise<void> {
    const known = this.databases[key];
    if (!known) return;
    for (let round = 1; ; round++) {
      const fresh: FoundDatabase = await this.deps.builder.database(known.dataSourceId);
      const plan = planColumns(compare(key, fresh, this.databases.contacts, this.asked));
      const add = this.possible(plan.add);
      if (add.length === 0 && plan.options.length === 0) return;
      const names = [...add.map(({ name }) => name), ...plan.options.map(({ column }) => column)];
      this.tell(`add to "${fresh.title}": ${names.join(', ')}`);
      try {
        await this.deps.builder.addColumns(
          fresh.dataSourceId,
          this.columnsOf(add, plan.options, fresh),
        );
        this.done.push(...sayColumns(key, { add, options: plan.options }));
        return;
      } catch (error) {
        if (!isAmbiguous(error) || round === mostRounds) throw error;
      }
    }
  }

  /** A relation leads somewhere. */
  private possible(add: readonly Property[]): Property[] {
    return add.filter(({ type }) => type !== 'relation' || this.databases.contacts !== undefined);
  }

  private columnsOf(
    add: readonly Property[],
    options: ColumnPlan['options'] = [],
    found: Pick<FoundDatabase, 'columns'> = { columns: {} },
  ): Columns {
    const contactsId = this.databases.contacts?.dataSourceId;
    return columnsToAdd({ add: this.possible(add), options }, found, contactsId);
  }

  private async addTemplates(): Promise<void> {
    const { templates } = this.databases;
    if (!templates) return;
    const { builder } = this.deps;
    const fresh = await builder.database(templates.dataSourceId);
    const { names } = planColumns(compare('templates', fresh, undefined, this.asked));
    const { name, status } = names;
    if (name === undefined || status === undefined) return; // a finding says so
    const rows = () => builder.rows(fresh.dataSourceId, { name, status });
    const lacking = async () => planTemplates(neededTemplates, await rows()).add;
    let absent = await lacking();
    if (absent.length > 0 && !this.made.has('templates'))
      absent = await this.lookAgain(lacking, absent);
    for (const [index, template] of (await readTemplates(absent)).entries()) {
      this.tell(`add the template "${template.name}" (${index + 1} of ${absent.length})`);
      const values = {
        name: template.name,
        subject: template.subject,
        html: template.html,
        status: 'Active',
      };
      const id = await this.makeOnce(
        () => builder.makeRow(fresh.dataSourceId, toCells(values, names)),
        async () => (await rows()).find((row) => row.name === template.name)?.id,
      );
      this.rows.push({ id, name: template.name, status: 'Active', url: '' });
      this.done.push(`add the template "${template.name}"`);
    }
  }

  /** Who was here just now may have made rows that no query shows yet. */
  private async lookAgain(lacking: () => Promise<string[]>, before: string[]): Promise<string[]> {
    this.deps.say(
      'Notion shows new rows after a while: looking again for 45 seconds, before any is made …',
    );
    let absent = before;
    for (let look = 1; look < looks && absent.length > 0; look++) {
      await this.deps.pause(lookEveryMs);
      absent = await lacking();
    }
    return absent;
  }

  /** Where the answer is lost, looks for what may have been made before it makes it again. */
  private async makeOnce(
    make: () => Promise<string>,
    find: () => Promise<string | undefined>,
  ): Promise<string> {
    for (let round = 1; ; round++) {
      try {
        return await make();
      } catch (error) {
        if (!(error instanceof VendorFault)) throw error;
        if (error.committedId) return error.committedId;
        if (!error.isAmbiguous) throw error;
        this.deps.say(`${error.message}; looking whether it was made all the same …`);
        for (let look = 0; look < looks; look++) {
          await this.deps.pause(lookEveryMs);
          const id = await find();
          if (id !== undefined) return id;
        }
        if (round === mostRounds) throw error;
      }
    }
  }

  private tell(doing: string): void {
    this.deps.say(`${doing} …`);
  }
}

function toCells(
  values: Readonly<Record<string, string>>,
  names: Readonly<Record<string, string>>,
): Cells {
  const cells = Object.entries(values).flatMap(([key, value]) => {
    const column = names[key];
    const property = schemas.templates[key as keyof typeof schemas.templates];
    return column === undefined ? [] : [[column, toNotion(property.type, value)]];
  });
  return Object.fromEntries(cells) as Cells;
}

function isAmbiguous(error: unknown): boolean {
  return error instanceof VendorFault && error.isAmbiguous;
}
