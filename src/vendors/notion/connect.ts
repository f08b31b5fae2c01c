import { Client, extractNotionId, isFullDatabase, LogLevel } from '@notionhq/client';
import { InvalidSetup } from '../../domain/errors.js';
import { createGate } from '../gate.js';
import { isNotFound, toFault } from './faults.js';
import { blocksToHtml, readBlocks } from './page-body.js';
import type { PropertyNames } from './property-names.js';
import { NotionRequests } from './requests.js';
import { resolveNames } from './resolve-names.js';
import {
  type CampaignWords,
  type contactsSchema,
  type Schema,
  type templatesSchema,
  type trackerSchema,
  workspaceSchema,
} from './schema.js';
import { Table } from './table.js';

export interface NotionConfig {
  token: string;
  baseUrl?: string | undefined;
  requestsPerSecond: number;
  /** Ids or URLs of databases or data sources. */
  databases: { contacts: string; tracker: string; templates: string };
  /** Whatever the workspace's selects lack of it is warned of. */
  words?: CampaignWords;
  /** The workspace's own names for properties, where they are not ours. */
  propertyNames?: PropertyNames | undefined;
  /** How long one request may take, its answer's body included. */
  deadlineMs?: number;
  /** Hears of every request whether it reached Notion at all. */
  onReach?: (isReached: boolean) => void;
}

/** The three databases of a workspace, checked against what we need of them. */
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
   * Optional properties that the workspace lacks, so that the features that need them are off, and
   * options of a select that Notion makes when they are first written.
   */
  warnings: string[];
}

/** Of a campaign that nobody has told us of, no option is missing. */
const noWords: CampaignWords = { campaignStatuses: [], bookingStatuses: [], sequenceTypes: [] };

/** The official client without its own retries (Temporal's are better), with a deadline that it lacks. */
function createNotion(config: NotionConfig): NotionRequests {
  const { token, baseUrl, requestsPerSecond, deadlineMs = 15_000 } = config;
  const client = new Client({
    auth: token,
    ...(baseUrl && { baseUrl }),
    notionVersion: '2026-03-11',
    retry: false,
    logLevel: LogLevel.ERROR,
    fetch: (url, init) => fetch(url, { ...init, signal: AbortSignal.timeout(deadlineMs) }),
  });
  return new NotionRequests(client, createGate(requestsPerSecond), config.onReach);
}

/**
 * Finds the databases and their properties, by type and name whatever its case.
 * @throws {InvalidSetup} listing everything that is missing or of another type, at once.
 * @throws {VendorFault} when Notion cannot be asked.
 */
export async function connectWorkspace(config: NotionConfig): Promise<Workspace> {
  const notion = createNotion(config);
  const open = <S extends Schema>(label: keyof NotionConfig['databases'], schema: S) =>
    openTable(notion, schema, {
      label,
      id: config.databases[label],
      givenNames: config.propertyNames?.[label],
    });
  const schema = workspaceSchema(config.words ?? noWords);
  const contacts = await open('contacts', schema.contacts);
  const tracker = await open('tracker', schema.tracker);
  const templates = await open('templates', schema.templates);
  const findings = [contacts, tracker, templates];
  const faults = findings.flatMap((finding) => finding.faults);
  if (faults.length > 0) {
    throw new InvalidSetup(`Notion is not set up as Evergreen needs it:\n  ${faults.join('\n  ')}`);
  }
  return {
    contacts: contacts.table,
    tracker: tracker.table,
    templates: templates.table,
    readPageBody: async (pageId) => blocksToHtml(await readBlocks(notion, pageId)),
    warnings: findings.flatMap((finding) => finding.warnings),
  };
}

async function openTable<S extends Schema>(
  notion: NotionRequests,
  schema: S,
  database: {
    label: string;
    id: string;
    givenNames: Record<string, string | undefined> | undefined;
  },
) {
  const { label, id, givenNames } = database;
  try {
    const dataSourceId = await findDataSource(notion, label, id);
    const { properties } = await notion.try((client) =>
      client.dataSources.retrieve({ data_source_id: dataSourceId }),
    );
    const { names, faults, warnings } = resolveNames(label, schema, properties, givenNames);
    return { table: new Table(notion, dataSourceId, schema, names), faults, warnings };
  } catch (error) {
    throw error instanceof InvalidSetup ? error : toFault(error);
  }
}

/** Rows live in data sources; an id may name a database with exactly one, or a data source itself. */
async function findDataSource(notion: NotionRequests, label: string, id: string): Promise<string> {
  const notionId = extractNotionId(id) ?? id;
  try {
    const database = await notion.try((client) =>
      client.databases.retrieve({ database_id: notionId }),
    );
    const sources = isFullDatabase(database) ? database.data_sources : [];
    const [source] = sources;
    if (source && sources.length === 1) return source.id;
    throw new InvalidSetup(
      `the Notion database "${label}" has ${sources.length} data sources; give the id of one of them`,
    );
  } catch (error) {
    if (isNotFound(error)) return notionId;
    throw error;
  }
}
