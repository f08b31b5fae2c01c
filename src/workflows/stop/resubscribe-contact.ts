import type { ResubscribeRequest } from '../../domain/run/stop.js';
import { notion, notionOptions, temporal } from '../activities.js';
import { untilDone } from '../refusal.js';

/**
 * Takes an unsubscribe, bounce or complaint back, as an operator asked: first the stops themselves, which
 * hold whatever Notion says, then Notion. Runs that ended stay ended.
 */
export async function resubscribeContact(request: ResubscribeRequest): Promise<void> {
  await temporal.endStops(request);
  const options = { ...notionOptions, summary: 'record resubscribe' };
  await untilDone(() => notion.recordResubscribe.executeWithOptions(options, [request]));
}
