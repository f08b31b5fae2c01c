import type { PropertyNames } from '../vendors/notion/property-names.js';
import type { CheckResult } from './check-result.js';

/** Which workspace is looked at, and how it is asked. The `notion` of a whole configuration is one. */
export interface NotionTarget {
  token: string;
  baseUrl?: string | undefined;
  requestsPerSecond: number;
  /** Ids or URLs of databases or data sources, of those that are known. */
  databases: { contacts?: string; tracker?: string; templates?: string };
  propertyNames?: PropertyNames | undefined;
}

/**
 * What is good and wrong with the workspace: databases, properties, options, templates (missing, doubled,
 * inactive; their copy is not read). Changes nothing. What Notion refuses or does not answer is a result
 * too, so that it does not throw for that.
 */
export async function checkNotionWorkspace(_target: NotionTarget): Promise<CheckResult[]> {
  throw new Error('not built yet');
}
