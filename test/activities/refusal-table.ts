import type { createNotionStandIn } from '../../src/sandbox/notion/server.js';
import { databaseIds, dataSourceIds } from '../../src/sandbox/seed.js';

type Fault = Parameters<ReturnType<typeof createNotionStandIn>['setFaults']>[0][0];

/** Notion's answer, as it words it. */
const refusal = (status: number, code: string, more: object = {}): Fault => ({
  kind: 'status',
  status,
  body: { object: 'error', status, code, message: 'no', ...more },
});
/** A column that somebody changes, and changes back. */
interface Drift {
  on: object;
  off: object;
}
/** To whoever asks this database for rows, or makes one in it. */
const unshared = (name: keyof typeof dataSourceIds): Fault[] => [
  { ...refusal(404, 'object_not_found'), match: dataSourceIds[name] },
];
const drift = (database: keyof typeof databaseIds, from: string, to: string) => ({
  on: { database: databaseIds[database], property: from, rename: to },
  off: { database: databaseIds[database], property: to, rename: from },
});

const retype = (
  database: keyof typeof databaseIds,
  property: string,
  from: string,
  to: string,
) => ({
  on: { database: databaseIds[database], property, type: to },
  off: { database: databaseIds[database], property, type: from },
});

/** One request's own: it holds nothing else. */
const own = 'own: Notion answered 400 validation_error';

/** Every lasting refusal, with what each activity makes of it: an incident, or nothing that it notices. */
export const refusals: Record<
  string,
  { faults?: Fault[]; drift?: Drift; trash?: 'contact' | 'row' | 'template'; met: Met }
> = {
  'a revoked token (401)': {
    faults: [refusal(401, 'unauthorized')],
    met: {
      enrol: 'notion',
      save: 'notion',
      prepare: 'notion',
      record: 'notion',
      update: 'notion',
      deliver: 'notion',
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
      update: 'notion-tracker',
      deliver: 'notion-tracker',
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
    met: { enrol: 'tracker later', record: 'notion-tracker', deliver: 'notion-tracker' },
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
    met: {
      enrol: 'tracker later',
      record: 'notion-tracker',
      update: 'notion-tracker',
      deliver: 'notion-tracker',
    },
  },
  'a renamed column of templates': {
    drift: drift('templates', 'Subject Line', 'Betreff'),
    met: { prepare: 'notion-templates' },
  },
  'a retyped column of contacts': {
    drift: retype('contacts', 'business_name', 'rich_text', 'number'),
    met: {
      enrol: 'notion-contacts',
      prepare: 'notion-contacts',
      complete: 'notion-contacts',
      stop: 'notion-contacts',
      resubscribe: 'notion-contacts',
    },
  },
  'a retyped column of the tracker': {
    drift: retype('tracker', 'Status', 'select', 'rich_text'),
    met: {
      enrol: 'tracker later',
      record: 'notion-tracker',
      update: 'notion-tracker',
      deliver: 'notion-tracker',
    },
  },
  'a retyped column of templates': {
    drift: retype('templates', 'Subject Line', 'rich_text', 'number'),
    met: { prepare: 'notion-templates' },
  },
  'a value that the tracker does not take (400)': {
    faults: [
      { ...refusal(400, 'validation_error'), route: 'POST /pages', match: dataSourceIds.tracker },
    ],
    met: { enrol: 'tracker later', record: own },
  },
  'a value that a page does not take (400)': {
    faults: [{ ...refusal(400, 'validation_error'), route: 'PATCH /pages/:id' }],
    met: { enrol: own, update: own, deliver: own, complete: own, stop: own, resubscribe: own },
  },
  'a contact in the trash (400)': { trash: 'contact', met: {} },
  'a row in the trash (400)': { trash: 'row', met: { deliver: 'no row yet' } },
  'a template in the trash': { trash: 'template', met: { prepare: 'template-5-day-e2' } },
};

export type Activity =
  | 'enrol'
  | 'save'
  | 'prepare'
  | 'record'
  | 'update'
  | 'deliver'
  | 'complete'
  | 'stop'
  | 'resubscribe';
/** `tracker later`: done, but for the rows, which follow by themselves. */
type Met = Partial<Record<Activity, string>>;
