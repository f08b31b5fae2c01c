import type { FoundTemplate } from '../domain/copy-report.js';
import { MINUTE } from '../domain/duration.js';
import { BlockedTemplate } from '../domain/errors.js';
import type { Workspace } from '../vendors/notion/connect.js';
import type { templatesSchema } from '../vendors/notion/schema.js';
import type { Row } from '../vendors/notion/table.js';
import { isAskedFor } from './rows.js';

type TemplateRow = Row<typeof templatesSchema>;
type Asked = Pick<Workspace, 'templates' | 'readPageBody'>;

/** So many rows are read one by one; more of them all at once. */
const fewRows = 3;

/** Notion tells the minute of an edit: another one within it, and a clock that differs, must show. */
const unsureMs = 2 * MINUTE;

interface Kept {
  template: FoundTemplate;
  readAtMs: number;
}

/**
 * All templates as Notion has them. To look costs one small request while nothing was edited; whoever asks
 * while a look is under way joins it.
 */
export class TemplateShelf {
  private readonly workspace: () => Promise<Asked>;
  private readonly now: () => Date | Promise<Date>;
  private readonly kept = new Map<string, Kept>();
  private looking: Promise<FoundTemplate[]> | undefined;

  /** `workspace` may refuse, as long as its databases are not as they should be. */
  constructor(workspace: () => Promise<Asked>, now: () => Date | Promise<Date>) {
    this.workspace = workspace;
    this.now = now;
  }

  /** As they are now, the oldest row first. @throws {VendorFault} */
  look(): Promise<FoundTemplate[]> {
    this.looking ??= this.readChanged().finally(() => {
      this.looking = undefined;
    });
    return this.looking;
  }

  private async readChanged(): Promise<FoundTemplate[]> {
    const workspace = await this.workspace();
    const readAtMs = (await this.now()).getTime();
    const edited = await workspace.templates.editTimes();
    const stale = [...edited].filter(([id, at]) => !this.isFresh(id, at)).map(([id]) => id);
    for (const row of await readRows(workspace, stale)) {
      this.kept.set(row.id, { template: await toFound(workspace, row), readAtMs });
    }
    for (const id of this.kept.keys()) if (!edited.has(id)) this.kept.delete(id);
    return [...edited.keys()].flatMap((id) => this.kept.get(id)?.template ?? []);
  }

  private isFresh(id: string, editedAt: string): boolean {
    const kept = this.kept.get(id);
    if (kept?.template.editedAt !== editedAt) return false;
    return kept.readAtMs >= Date.parse(editedAt) + unsureMs;
  }
}

async function readRows({ templates }: Asked, ids: readonly string[]): Promise<TemplateRow[]> {
  if (ids.length > fewRows) {
    const wanted = new Set(ids);
    return (await templates.all()).filter(({ id }) => wanted.has(id));
  }
  const rows: TemplateRow[] = [];
  for (const id of ids) {
    const row = await templates.read(id);
    if (row) rows.push(row);
  }
  return rows;
}

/** A row with its copy; the page is read only where the property is empty, and an email asks for it. */
export async function toFound(
  { readPageBody }: Pick<Asked, 'readPageBody'>,
  { id, editedAt, values }: TemplateRow,
): Promise<FoundTemplate> {
  const { name, status, subject, html, text } = values;
  const row = {
    name: name ?? '',
    status,
    subject: subject?.trim() ?? '',
    html: html?.trim() ?? '',
    ...(text?.trim() && { text }),
    id,
    editedAt,
  };
  if (row.html || !isAskedFor(row.name)) return row;
  try {
    return { ...row, html: await readPageBody(id), isOnPage: true };
  } catch (error) {
    if (!(error instanceof BlockedTemplate)) throw error;
    return { ...row, isOnPage: true, pageFault: error.message };
  }
}
