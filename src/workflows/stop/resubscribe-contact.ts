import type { ResubscribeRequest } from '../../domain/run/stop.js';
import { notion, notionOptions } from '../activities.js';

/** Takes an unsubscribe, bounce or complaint back, as an operator asked; runs that ended stay ended. */
export async function resubscribeContact(request: ResubscribeRequest): Promise<void> {
  await notion.recordResubscribe.executeWithOptions(
    { ...notionOptions, summary: 'record resubscribe' },
    [request],
  );
}
