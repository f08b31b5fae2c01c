import type { Family } from '../report/row.js';
import { backlog } from './backlog.js';
import { bundle } from './bundle.js';
import { cache } from './cache.js';
import { costs } from './costs.js';
import { counts } from './counts.js';
import { defaults } from './defaults.js';
import { faults } from './faults.js';
import { growth } from './growth.js';
import { handler } from './handler.js';
import { heap } from './heap.js';
import { ingest } from './ingest.js';
import { isolation } from './isolation.js';
import { processes } from './processes.js';
import { ratesFamily } from './rates.js';
import { sandboxFamily } from './sandbox.js';
import { tasks } from './tasks.js';

/** Every family, in the order of the table: counts first, as they are exact anywhere. */
export const families: readonly Family[] = [
  counts,
  bundle,
  backlog,
  handler,
  tasks,
  ingest,
  costs,
  ratesFamily,
  isolation,
  defaults,
  processes,
  faults,
  heap,
  cache,
  growth,
  sandboxFamily,
];
