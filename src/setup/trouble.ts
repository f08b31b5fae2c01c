import { InvalidSetup, VendorFault } from '../domain/errors.js';
import type { RefusalAbout } from '../vendors/notion/builder-faults.js';

/** What stands in the way, and how a person mends it. */
export interface Trouble {
  found: string;
  mend: string;
}

const integrations = 'notion.so/profile/integrations';
const capabilities = `${integrations}: give it Read content, Update content and Insert content`;

const refusals: Readonly<Record<RefusalAbout, (setting: string) => Trouble>> = {
  'notion-token': () => ({
    found: 'Notion does not know the token',
    mend: `copy it once more from ${integrations} ("Internal integration secret", ntn_…) into NOTION_TOKEN`,
  }),
  'notion-sharing': (setting) => ({
    found:
      'Notion shows us nothing of this id: there is none, or it is not shared with the integration',
    mend: `open it in Notion, then ••• at the top right, Connections, and add your integration; or correct ${setting}`,
  }),
  'notion-capability': () => ({
    found:
      'the integration may not do this: it lacks the right to, or what it would change belongs to another integration',
    mend: `${capabilities}. Where it has them, another integration owns the database: make one of your own with evergreen notion setup --parent, or add by hand what is missing`,
  }),
  'notion-block-limit': () => ({
    found:
      'the workspace has reached its limit of blocks (free, with several members: 1,000), so that Notion makes no more pages',
    mend: 'upgrade the plan, or leave one member in the workspace (Settings, Plans or People), and run it again: what was made stays. To delete pages does not help',
  }),
  'notion-request': (setting) => ({
    found: 'Notion cannot make sense of what it is asked; an id may name something else',
    mend: `check ${setting}: open it as a page of its own in Notion, and copy its link`,
  }),
};

/**
 * What an error of the workspace says to a person; `setting` is where they named what was asked for.
 * @throws the error itself where it is not about the workspace.
 */
export function troubleOf(error: unknown, setting: string): Trouble {
  if (error instanceof InvalidSetup) {
    return { found: error.message, mend: `mend it in Notion, or correct ${setting}` };
  }
  if (!(error instanceof VendorFault)) throw error;
  const say = refusals[error.about as RefusalAbout];
  if (say) return say(setting);
  if (error.retryAfterMs !== undefined) {
    const seconds = Math.ceil(error.retryAfterMs / 1_000);
    return {
      found: `Notion asks for a pause of ${seconds} s`,
      mend: 'run it again after that: what was made is found and stays',
    };
  }
  return {
    found: error.message,
    mend: 'run it again: what was made is found and stays. status.notion.so says whether Notion is well; a sandbox must be running (npm start)',
  };
}
