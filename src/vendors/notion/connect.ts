import { InvalidSetup } from '../../domain/errors.js';
import { KnownFaults } from '../known-faults.js';
import { type ClientConfig, openRequests } from './client.js';
import { Database } from './database.js';
import { blocksToHtml, readBlocks } from './page-body.js';
import type { PropertyNames } from './property-names.js';
import { ReadingTable } from './reading-table.js';
import {
  type CampaignWords,
  type contactsSchema,
  type Schema,
  type templatesSchema,
  type trackerSchema,
  workspaceSchema,
} from './schema.js';
import { Table } from './table.js';

export interface NotionConfig extends ClientConfig {
  /** Ids or URLs of databases or data sources. */
  databases: { contacts: string; tracker: string; templates: string };
  /** Whatever the workspace's selects lack of it is warned of. */
  words?: CampaignWords;
  /** The workspace's own names for properties, where they are not ours. */
  propertyNames?: PropertyNames | undefined;
  /** What is known to be at fault. Default: nobody hears of it. */
  faults?: KnownFaults;
}

/** The three databases of a workspace. */
export interface Workspace {
  contacts: Table<typeof contactsSchema>;
  tracker: Table<typeof trackerSchema>;
  templates: Table<typeof templatesSchema>;
  /**
   * A page's own blocks as HTML.
   * @throws {BlockedTemplate} when mail cannot show one of them.
   */
  readPageBody(pageId: string): Promise<string>;
  /**
   * Compares the databases with what we need of them.
   * @returns optional properties that the workspace lacks, so that the features that need them are off,
   *   and options of a select that Notion makes when they are first written.
   * @throws {InvalidSetup} listing everything that is missing or of another type, at once.
   * @throws {VendorFault} when Notion cannot be asked.
   */
  check(): Promise<string[]>;
}

/** Of a campaign that nobody has told us of, no option is missing. */
const noWords: CampaignWords = { campaignStatuses: [], bookingStatuses: [], sequenceTypes: [] };

/** The workspace; Notion is asked when something is needed of it. */
export function openWorkspace(config: NotionConfig): Workspace {
  const notion = openRequests(config);
  const { faults = new KnownFaults('notion', { onFault() {}, onMended() {}, onForgotten() {} }) } =
    config;
  const open = <S extends Schema>(label: keyof NotionConfig['databases'], schema: S) =>
    new Database(notion, schema, {
      label,
      id: config.databases[label],
      names: config.propertyNames?.[label],
    });
  const schema = workspaceSchema(config.words ?? noWords);
  const contacts = open('contacts', schema.contacts);
  const tracker = open('tracker', schema.tracker);
  const templates = open('templates', schema.templates);
  const ATable = config.isReadOnly ? ReadingTable : Table;
  return {
    contacts: new ATable(notion, contacts, faults),
    tracker: new ATable(notion, tracker, faults),
    templates: new ATable(notion, templates, faults),
    readPageBody: async (pageId) =>
      blocksToHtml(
        await faults.guard('templates/body', () => readBlocks(notion, pageId), { of: pageId }),
      ),
    async check() {
      const found = [await contacts.look(), await tracker.look(), await templates.look()];
      const lacking = found.flatMap((one) => one.faults);
      if (lacking.length === 0) return found.flatMap(({ warnings }) => warnings);
      throw new InvalidSetup(
        `Notion is not set up as Evergreen needs it:\n  ${lacking.join('\n  ')}`,
      );
    },
  };
}

/** The workspace, checked before anything is asked of it; see `Workspace.check`. */
export async function connectWorkspace(
  config: NotionConfig,
): Promise<Workspace & { warnings: string[] }> {
  const workspace = openWorkspace(config);
  return { ...workspace, warnings: await workspace.check() };
}
