import type { FoundDatabase, FoundPage, FoundRow } from '../vendors/notion/found.js';
import type { PropertyNames } from '../vendors/notion/property-names.js';
import type { DatabaseKey } from '../vendors/notion/schema.js';
import type { CheckResult } from './check-result.js';
import type { ColumnPlan } from './columns.js';
import type { TemplatePlan } from './template-plan.js';

/** Which workspace is looked at, and which of it is ours. */
export interface Asked {
  /** Ids or URLs of databases or data sources, of those that are known. */
  databases: { [Key in DatabaseKey]?: string | undefined };
  propertyNames?: PropertyNames | undefined;
  /** Id or URL of the page under which databases are looked for, and made. */
  parent?: string | undefined;
  /** Rows of templates that were just made: a query may not show them yet. */
  justMade?: readonly FoundRow[];
}

/** A workspace as it was found, and all that is to be said of it. */
export interface Survey {
  page: FoundPage | undefined;
  databases: { [Key in DatabaseKey]?: FoundDatabase };
  /** Those of which there is no sign: they can be made. */
  missing: DatabaseKey[];
  columns: { [Key in DatabaseKey]?: ColumnPlan };
  templates: TemplatePlan | undefined;
  /** What setup mends. */
  lacks: CheckResult[];
  /** What it does not. */
  findings: CheckResult[];
  /** Beside what is asked for: databases elsewhere that bear our names. */
  notes: string[];
  /** Whether there is anything already that a person may have made. */
  hasSomething: boolean;
}
