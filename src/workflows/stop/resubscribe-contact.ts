import type { ResubscribeRequest } from '../../domain/run/stop.js';
import { notion, notionOptions } from '../activities.js';
import { untilDone } from '../refusal.js';

/** Takes an unsubscribe, bounce or complaint back, as an operator asked; runs that ended stay ended. */
export async function resubscribeContact(request: ResubscribeRequest): Promise<void> {
  const options = { ...notionOptions, summary: 'record resubscribe' };
  await untilDone(() => notion.recordResubscribe.executeWithOptions(options, [request]));
}
