import type { ActivityDeps } from '../activities/deps.js';
import { VendorFault } from '../domain/errors.js';

/**
 * What is to say of the workspace. A Notion that is away, or asks for a pause, keeps no worker from
 * starting: controls, stops and sends under way need it less than they need a worker.
 * @throws {InvalidSetup | VendorFault} on what was read to be wrong.
 */
export async function checkNotion({
  workspace,
}: Pick<ActivityDeps, 'workspace'>): Promise<string[]> {
  try {
    return await workspace.check();
  } catch (error) {
    if (!(error instanceof VendorFault) || error.kind === 'permanent') throw error;
    return [`Notion could not be asked about its databases yet: ${error.message}`];
  }
}
