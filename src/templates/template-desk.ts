import { LRUCache } from 'lru-cache';
import type { FoundTemplate, TemplateReport } from '../domain/copy-report.js';
import { MINUTE } from '../domain/duration.js';
import { BlockedTemplate } from '../domain/errors.js';
import { lintOne, lintSet } from './lint-set.js';
import type { LintTools } from './lint-template.js';
import { rowOf, rowsOf } from './rows.js';
import { sayFinding } from './say.js';
import type { TemplateShelf } from './template-shelf.js';

/** A template at the moment of a look. */
export interface SeenTemplate {
  name: string;
  /** Tells one state of its rows from another. */
  mark: string;
  /** As `TemplateDesk.judge`, of that moment. */
  judge: () => Promise<void>;
}

/** What is known of the copy in Notion, and whether it can be sent. */
export class TemplateDesk {
  private readonly shelf: Pick<TemplateShelf, 'look'>;
  private readonly tools: () => Promise<LintTools>;
  private readonly now: () => Date | Promise<Date>;
  /** What is the same is not looked at again for a minute; what a deadline makes of it may change. */
  private readonly reports = new LRUCache<string, Promise<TemplateReport[]>>({
    max: 3,
    ttl: MINUTE,
  });

  constructor(
    shelf: Pick<TemplateShelf, 'look'>,
    tools: () => Promise<LintTools>,
    now: () => Date | Promise<Date>,
  ) {
    this.shelf = shelf;
    this.tools = tools;
    this.now = now;
  }

  /** Each template of the campaign, with what is to be said of it. @throws {VendorFault} */
  async report(): Promise<TemplateReport[]> {
    const found = await this.shelf.look();
    const key = JSON.stringify(found);
    const known = this.reports.get(key);
    if (known) return known;
    const report = lintSet(found, await this.tools(), await this.now());
    this.reports.set(key, report);
    report.catch(() => this.reports.delete(key));
    return report;
  }

  /** The copy of one template, fresh: the Active row, or else any of its name. @throws {VendorFault} */
  async copyOf(name: string): Promise<FoundTemplate | undefined> {
    const row = rowOf(name, await this.shelf.look());
    return row && { ...row, name };
  }

  /** These templates as they are now, from one look. @throws {VendorFault} */
  async lookAt(names: readonly string[]): Promise<SeenTemplate[]> {
    const found = await this.shelf.look();
    return names.map((name) => ({
      name,
      mark: JSON.stringify(rowsOf(name, found)),
      judge: () => this.judgeAmong(found, name),
    }));
  }

  /**
   * Whether a template can be sent at all.
   * @throws {BlockedTemplate} for the first thing that holds its emails.
   * @throws {VendorFault}
   */
  async judge(name: string): Promise<void> {
    return this.judgeAmong(await this.shelf.look(), name);
  }

  private async judgeAmong(found: readonly FoundTemplate[], name: string): Promise<void> {
    const { findings } = await lintOne(name, found, await this.tools(), await this.now());
    const fault = findings.find(({ holds }) => holds);
    if (fault) throw new BlockedTemplate(`template "${name}"${sayFinding(fault)}`);
  }
}
