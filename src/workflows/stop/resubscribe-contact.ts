import type { ResubscribeRequest } from '../../domain/run/stop.js';
import { notion, notionOptions, temporal } from '../activities.js';

/**
 * Takes an unsubscribe, bounce or complaint back, as an operator asked: first the stops themselves, which
 * hold whatever Notion says, then Notion. Runs that ended stay ended.
 */
export async function resubscribeContact(request: ResubscribeRequest): Promise<void> {
  await temporal.endStops(request);
  await notion.recordResubscribe.executeWithOptions(
    { ...notionOptions, summary: 'record resubscribe' },
    [request],
  );
}
