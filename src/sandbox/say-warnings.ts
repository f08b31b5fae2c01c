import type { ActivityDeps } from '../activities/deps.js';
import { InvalidSetup, VendorFault } from '../domain/errors.js';
import { checkNotion } from '../processes/check-notion.js';

/** Says what a real worker would warn of, or not start for: here there is more to look at. */
export async function sayWarnings(deps: ActivityDeps, say: (line: string) => void): Promise<void> {
  const warnings = await checkNotion(deps).catch((error: unknown) => {
    if (error instanceof InvalidSetup || error instanceof VendorFault) return [error.message];
    throw error;
  });
  for (const warning of warnings) say(`Notion: ${warning}`);
}
