import { events } from '../campaign/events.js';
import { keyOnlyPaths, olderPaths } from '../campaign/older-names.js';
import { senderRoutes } from './senders/senders.js';

/** Who posts to each webhook's route, by its pattern: an event's name, or an external sender's. */
export const senderOfRoute: ReadonlyMap<string, string> = new Map([
  ...events.flatMap(({ name }) =>
    [`/webhooks/${name}`, ...olderPaths(name)].map((path): [string, string] => [path, name]),
  ),
  ...keyOnlyPaths.map((path): [string, string] => [path, 'by-key']),
  ...senderRoutes.map(({ name, path }): [string, string] => [path, name]),
]);
