import type { EventName } from './events.js';

/** What older versions called things. All of it is history: nothing new is added here. */

interface OlderAddresses {
  /** Paths that mean the same. */
  paths: readonly string[];
  /** Name of the flow in Kestra's webhook addresses. */
  kestraFlow: string;
}

const addresses: { [Name in EventName]?: OlderAddresses } = {
  signup: { paths: ['/webhook/signup'], kestraFlow: 'signup-handler' },
  assessment: {
    // The Prefect version called its assessment a sign-up.
    paths: ['/webhook/assessment', '/webhook/christmas-assessment', '/webhook/christmas-signup'],
    kestraFlow: 'assessment-handler',
  },
  'no-show': { paths: ['/webhook/calendly-noshow'], kestraFlow: 'noshow-recovery-handler' },
  'post-call': { paths: ['/webhook/postcall-maybe'], kestraFlow: 'postcall-maybe-handler' },
  onboarding: { paths: ['/webhook/onboarding-start'], kestraFlow: 'onboarding-handler' },
};

/** Where Kestra takes webhooks: before it had tenants, and now. */
const kestraWebhooks = ['/api/v1/executions/webhook', '/api/v1/main/executions/webhook'];
const kestraNamespaces = ['christmas', 'christmas.handlers'];

/** The old guide wrote the second namespace as its folders were called. */
const guideWebhooks = '/api/v1/executions/webhook/christmas/handlers';

/** The addresses of older versions at which an event is still taken; Kestra's hold the key. */
export function olderPaths(name: EventName): string[] {
  const known = addresses[name];
  if (!known) return [];
  const { paths, kestraFlow } = known;
  const kestra = kestraWebhooks.flatMap((webhooks) =>
    kestraNamespaces.flatMap((namespace) =>
      [kestraFlow, `christmas-${kestraFlow}`].map(
        (flow) => `${webhooks}/${namespace}/${flow}/:key`,
      ),
    ),
  );
  return [...paths, ...kestra, `${guideWebhooks}/${kestraFlow}/:key`];
}

/** Addresses that old instructions gave for all events: there the key names the event. */
export const keyOnlyPaths: readonly string[] = kestraWebhooks.map(
  (webhooks) => `${webhooks}/christmas/handlers/:key`,
);

/** By which methods an older address takes events; Kestra's take these. */
export function methodsOf(path: string): readonly ('POST' | 'PUT')[] {
  return path.endsWith('/:key') ? ['POST', 'PUT'] : ['POST'];
}

/** Older names under which a template is also looked for, where its own is absent. */
export const olderTemplateNames: Record<string, readonly string[]> = {
  '5-Day E1': ['christmas_email_1'],
  '5-Day E2': ['christmas_email_2'],
  '5-Day E3': ['christmas_email_3'],
  '5-Day E4': ['christmas_email_4'],
  '5-Day E5': ['christmas_email_5'],
};

/** How older trackers called sequences, and what must have been so for them to begin. */
export const olderSequences: {
  [Name in EventName]?: { names: readonly string[]; assumed?: Record<string, unknown> };
} = {
  assessment: { names: ['5-day', '5_day', 'christmas', 'assessment-handler', 'nurture'] },
  'no-show': { names: ['noshow_recovery', 'noshow-recovery-handler', 'calendly-noshow'] },
  'post-call': { names: ['postcall_maybe', 'postcall-maybe-handler'] },
  onboarding: {
    names: ['onboarding_phase1', 'onboarding-handler', 'onboarding-start'],
    assumed: { payment_confirmed: true },
  },
};
