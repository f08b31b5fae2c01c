import { setTimeout } from 'node:timers/promises';
import type { Copy } from '../campaign/copy/copy-files.js';
import { loadTemplatesConfig } from '../config/workspace.js';
import type { FoundTemplate } from '../domain/copy-report.js';
import { MINUTE, SECOND } from '../domain/duration.js';
import { VendorFault } from '../domain/errors.js';
import { markOf } from '../templates/exchange.js';
import { TemplateShelf, toFound } from '../templates/template-shelf.js';
import { openWorkspace, type Workspace } from '../vendors/notion/connect.js';
import { type Cli, Failed } from './cli.js';

/** A page may have been made though its answer was lost: Notion's queries show it so late at most. */
const lookEveryMs = 15 * SECOND;
const looks = 4;
const mostTries = 4;

/** Templates in Notion, for a person who moves copy there and back. */
export class NotionTemplates {
  private readonly cli: Cli;
  private readonly workspace: Workspace;
  private readonly shelf: TemplateShelf;

  constructor(cli: Cli) {
    this.cli = cli;
    this.workspace = openWorkspace(loadTemplatesConfig(cli.env));
    this.shelf = new TemplateShelf(async () => this.workspace, cli.now);
  }

  /** All that there are. @throws {Failed} */
  all(): Promise<FoundTemplate[]> {
    return this.patiently(() => this.shelf.look());
  }

  /** Makes an Active row, once. @throws {Failed} also when nobody knows whether it was made. */
  async make(name: string, copy: Copy): Promise<void> {
    const { templates } = this.workspace;
    try {
      const { subject, html, text = null } = copy;
      const id = await templates.create({ name, subject, html, text, status: 'Active' });
      await this.assertSame(name, id, copy);
    } catch (error) {
      if (!(error instanceof VendorFault)) throw error;
      if (error.committedId) return this.assertSame(name, error.committedId, copy);
      if (!error.isAmbiguous) throw toFailed(error);
      await this.lookFor(name);
    }
  }

  /** Writes copy over a row's. @throws {Failed} */
  async replace(name: string, id: string, copy: Copy): Promise<void> {
    const { templates } = this.workspace;
    const { subject, html, text = null } = copy;
    const isThere = await this.patiently(() => templates.update(id, { subject, html, text }));
    if (!isThere) throw new Failed(`the row of "${name}" was deleted meanwhile`);
    await this.assertSame(name, id, copy);
  }

  private async lookFor(name: string): Promise<void> {
    this.cli.printError(`Notion gave no answer for "${name}"; looking whether it was made …\n`);
    for (let look = 0; look < looks; look += 1) {
      if (look > 0) await setTimeout(lookEveryMs);
      const rows = await this.patiently(() =>
        this.workspace.templates.find('name', 'equals', name),
      );
      if (rows.length > 0) return;
    }
    throw new Failed(
      `nobody knows whether "${name}" was made; look into Notion, then push it again`,
    );
  }

  /** What is pulled later is what was pushed, or else a person hears of it now. */
  private async assertSame(name: string, id: string, copy: Copy): Promise<void> {
    const row = await this.patiently(() => this.workspace.templates.read(id));
    if (row && markOf(await toFound(this.workspace, row)) === markOf(copy)) return;
    throw new Failed(`Notion keeps "${name}" otherwise than it was pushed; look at it there`);
  }

  /** Whoever asks for a pause gets it; what is asked may be asked again. */
  private async patiently<T>(ask: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await ask();
      } catch (error) {
        if (!(error instanceof VendorFault)) throw error;
        if (error.kind === 'permanent' || tries === mostTries) throw toFailed(error);
        const pauseMs = Math.min(error.retryAfterMs ?? tries * SECOND, MINUTE);
        this.cli.printError(`${error.message}; again in ${pauseMs / SECOND} s …\n`);
        await setTimeout(pauseMs);
      }
    }
  }
}

function toFailed({ message }: VendorFault): Failed {
  return new Failed(message);
}
