import type { createNotionStandIn } from '../../src/sandbox/notion/server.js';
import { databaseIds, dataSourceIds } from '../../src/sandbox/seed.js';

type Fault = Parameters<ReturnType<typeof createNotionStandIn>['setFaults']>[0][0];

/** Notion's answer, as it words it. */
const refusal = (status: number, code: string, more: object = {}): Fault => ({
  kind: 'status',
  status,
  body: { object: 'error', status, code, message: 'no', ...more },
});
/** To whoever asks this database for rows, or makes one in it. */
const unshared = (name: keyof typeof dataSourceIds): Fault[] => [
  { ...refusal(404, 'object_not_found'), match: dataSourceIds[name] },
];
const drift = (database: keyof typeof databaseIds, from: string, to: string) => ({
  on: { database: databaseIds[database], property: from, rename: to },
  off: { database: databaseIds[database], property: to, rename: from },
});

/** Every lasting refusal, with what each activity makes of it: an incident, or nothing that it notices. */
export const refusals: Record<
  string,
  { faults?: Fault[]; drift?: ReturnType<typeof drift>; met: Met }
> = {
  'a revoked token (401)': {
    faults: [refusal(401, 'unauthorized')],
    met: {
      enrol: 'notion',
      save: 'notion',
      prepare: 'notion',
      record: 'notion',
      complete: 'notion',
      stop: 'notion',
      resubscribe: 'notion',
    },
  },
  'a token that may not insert (403)': {
    faults: [{ ...refusal(403, 'restricted_resource'), route: 'POST /pages' }],
    met: { enrol: 'tracker later', save: 'notion-contacts', record: 'notion-tracker' },
  },
  'a token that may not change (403)': {
    faults: [{ ...refusal(403, 'restricted_resource'), route: 'PATCH /pages/:id' }],
    met: {
      enrol: 'notion-contacts',
      complete: 'notion-contacts',
      stop: 'notion-contacts',
      resubscribe: 'notion-contacts',
    },
  },
  'no more pages (403)': {
    faults: [
      {
        ...refusal(403, 'restricted_resource', { additional_data: { block_limit: 1_000 } }),
        route: 'POST /pages',
      },
    ],
    met: { enrol: 'tracker later', save: 'notion-pages', record: 'notion-pages' },
  },
  'contacts that are not shared any more (404)': {
    faults: unshared('contacts'),
    met: {
      enrol: 'notion-contacts',
      save: 'notion-contacts',
      stop: 'notion-contacts',
      resubscribe: 'notion-contacts',
    },
  },
  'a tracker that is not shared any more (404)': {
    faults: unshared('tracker'),
    met: { enrol: 'tracker later', record: 'notion-tracker' },
  },
  'templates that are not shared any more (404)': {
    faults: unshared('templates'),
    met: { prepare: 'notion-templates' },
  },
  'a renamed column of contacts': {
    drift: drift('contacts', 'first_name', 'Vorname'),
    met: {
      enrol: 'notion-contacts',
      save: 'notion-contacts',
      prepare: 'notion-contacts',
      complete: 'notion-contacts',
      stop: 'notion-contacts',
      resubscribe: 'notion-contacts',
    },
  },
  'a renamed column of the tracker': {
    drift: drift('tracker', 'Status', 'Zustand'),
    met: { enrol: 'tracker later', record: 'notion-tracker' },
  },
  'a renamed column of templates': {
    drift: drift('templates', 'Subject Line', 'Betreff'),
    met: { prepare: 'notion-templates' },
  },
};

export type Activity =
  | 'enrol'
  | 'save'
  | 'prepare'
  | 'record'
  | 'complete'
  | 'stop'
  | 'resubscribe';
/** `tracker later`: done, but for the rows, which follow by themselves. */
type Met = Partial<Record<Activity, string>>;
