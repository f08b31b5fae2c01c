import type { Alert } from '../alert.js';
import type { AcceptedEvent } from './event.js';

/** What an operator should hear of an event, once for its run. */
export function alertsOf({ segment, website, data }: AcceptedEvent): Alert[] {
  const kinds: [isRaised: boolean, kind: Alert['kind']][] = [
    [segment === 'CRITICAL', 'hot_lead'],
    [website !== undefined && website.state !== 'sent', 'website_email'],
    [data['docusign_completed'] === false, 'contract_open'],
  ];
  return kinds.flatMap(([isRaised, kind]) => (isRaised ? [{ kind }] : []));
}
