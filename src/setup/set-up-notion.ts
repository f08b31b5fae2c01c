import { readTemplates } from '../campaign/copy/templates.js';
import { InvalidSetup, VendorFault } from '../domain/errors.js';
import type { Cells, Columns } from '../vendors/notion/builder.js';
import type { FoundDatabase, FoundRow } from '../vendors/notion/found.js';
import { type DatabaseKey, databaseTitles, type Property } from '../vendors/notion/schema.js';
import { toNotion } from '../vendors/notion/values.js';
import { type ColumnPlan, columnsToAdd, planColumns } from './columns.js';
import { lookAgain, makeOnce, type SetupDeps } from './make-once.js';
import { databaseKeys, databaseSettings, neededTemplates, schemas } from './ours.js';
import { sayColumns } from './say-plan.js';
import { compare, survey } from './survey.js';
import { planTemplates } from './template-plan.js';
import { type Trouble, troubleOf } from './trouble.js';
import type { Asked, Survey } from './workspace.js';

/** What was done to a workspace, and how it stands now. */
export interface SetUp {
  done: string[];
  survey: Survey;
}

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
    const id = await makeOnce(
      this.deps,
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
      absent = await lookAgain(this.deps, lacking, absent);
    for (const [index, template] of (await readTemplates(absent)).entries()) {
      this.tell(`add the template "${template.name}" (${index + 1} of ${absent.length})`);
      const values = {
        name: template.name,
        subject: template.subject,
        html: template.html,
        status: 'Active',
      };
      const id = await makeOnce(
        this.deps,
        () => builder.makeRow(fresh.dataSourceId, toCells(values, names)),
        async () => (await rows()).find((row) => row.name === template.name)?.id,
      );
      this.rows.push({ id, name: template.name, status: 'Active', url: '' });
      this.done.push(`add the template "${template.name}"`);
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
