import assert from 'node:assert/strict';
import { bearer, json, loneApi } from '../../support/lone-api.js';
import { stubTemporal } from '../../support/stub-temporal.js';

/** What websites of the older systems post today, field by field, and where. */

const email = 'sarah@example.com';
const person = { email, first_name: 'Sarah', business_name: "Sarah's Salon" };

const fromKestra = {
  signup: { ...person, last_name: 'Test', source: 'website' },
  assessment: {
    ...person,
    red_systems: 2,
    orange_systems: 1,
    yellow_systems: 2,
    green_systems: 3,
    weakest_system_1: 'GPS',
    weakest_system_2: 'Money',
    revenue_leak_total: 14_700,
    email_1_sent_at: '2025-12-01T10:30:00Z',
    email_1_status: 'sent',
  },
  'no-show': {
    email,
    first_name: 'Sarah',
    calendly_event_id: 'evt_123abc',
    scheduled_time: '2025-12-10T14:00:00Z',
  },
  'post-call': { ...person, call_date: '2025-12-08T15:00:00Z', interest_level: 'medium' },
  onboarding: {
    ...person,
    payment_status: 'paid',
    payment_date: '2025-12-09T16:30:00Z',
    package_type: 'foundation',
  },
};

/** Prefect's called the assessment a sign-up, told no time of #1, and sent scores that nobody uses. */
const fromPrefect = {
  assessment: {
    ...person,
    assessment_score: 52,
    red_systems: 2,
    orange_systems: 1,
    yellow_systems: 2,
    green_systems: 3,
    gps_score: 45,
    money_score: 38,
    weakest_system_1: 'GPS',
    weakest_system_2: 'Money',
    revenue_leak_total: 14_700,
  },
  'no-show': {
    ...person,
    calendly_event_uri: 'https://calendly.com/events/ABC123',
    scheduled_time: '2025-12-01T14:00:00Z',
  },
  'post-call': {
    ...person,
    call_date: '2025-12-01T14:00:00Z',
    call_outcome: 'Maybe',
    objections: ['Price', 'Timing'],
    call_notes: 'Wants to think about it',
    follow_up_priority: 'High',
  },
  onboarding: {
    ...person,
    payment_confirmed: true,
    payment_amount: 2_997,
    payment_date: '2025-12-01T14:00:00Z',
    docusign_completed: true,
    salon_address: '123 Main St\nToronto',
    observation_dates: ['2025-12-10', '2025-12-12'],
    start_date: '2025-12-15',
    package_type: 'Phase 1 - Traditional Service Diagnostic',
  },
};

type Kestra = keyof typeof fromKestra;

/** Kestra's flow of each event, and the keys that its old guide and its production had. */
const flows: [event: Kestra, flow: string, keys: [string, string]][] = [
  ['signup', 'signup-handler', ['signup-webhook-key', 'christmas-signup-webhook']],
  ['assessment', 'assessment-handler', ['assessment-webhook-key', 'christmas-assessment-webhook']],
  ['no-show', 'noshow-recovery-handler', ['noshow-webhook-key', 'calendly-noshow-webhook']],
  ['post-call', 'postcall-maybe-handler', ['postcall-webhook-key', 'postcall-maybe-webhook']],
  ['onboarding', 'onboarding-handler', ['onboarding-webhook-key', 'onboarding-start-webhook']],
];

const webhookKeys = {
  general: ['general-key'],
  byEvent: Object.fromEntries(flows.map(([event, , keys]) => [event, keys])),
};

async function post(path: string, method: string, body: object, isKeyInHead = false) {
  const app = loneApi({
    client: stubTemporal().client,
    ...(!isKeyInHead && { webhookKeys }),
  });
  const response = await app.request(path, {
    method,
    headers: { ...json, ...(isKeyInHead && bearer) },
    body: JSON.stringify(body),
  });
  return { status: response.status, reply: (await response.json()) as Record<string, unknown> };
}

function assertTaken(
  { status, reply }: Awaited<ReturnType<typeof post>>,
  event: string,
  where: string,
) {
  assert.equal(status, 202, `${where}: ${JSON.stringify(reply)}`);
  assert.equal(reply['status'], 'accepted', where);
  assert.equal(reply['sequence'], event, where);
  assert.equal(reply['email'], email, `${where}: the old field`);
  assert.match(String(reply['id']), new RegExp(`^${event}/`), `${where}: Kestra's callers log it`);
}

describe('what websites of older systems post', () => {
  for (const [event, flow, [guideKey, ownKey]] of flows) {
    const starts = ['/api/v1/executions', '/api/v1/main/executions'];
    const forms = starts.flatMap((start) => [
      ...['christmas', 'christmas.handlers'].flatMap((namespace) =>
        [flow, `christmas-${flow}`].map((name) => `${start}/webhook/${namespace}/${name}`),
      ),
      `${start}/webhook/christmas/handlers`,
    ]);
    forms.push(`/api/v1/executions/webhook/christmas/handlers/${flow}`);
    it(`is taken for ${event} at every address of Kestra's, by POST and PUT`, async () => {
      for (const form of forms) {
        for (const key of [guideKey, ownKey]) {
          for (const method of ['POST', 'PUT']) {
            const taken = await post(`${form}/${key}`, method, fromKestra[event]);
            assertTaken(taken, event, `${method} ${form}/${key}`);
          }
        }
      }
    });

    it(`is refused for ${event} with another event's key`, async () => {
      const [other = ''] = flows.find(([name]) => name !== event)?.[2] ?? [];
      const path = `/api/v1/executions/webhook/christmas/handlers/${flow}/${other}`;
      assert.equal((await post(path, 'POST', fromKestra[event])).status, 401);
    });
  }

  const ofPrefect: [path: string, event: string, body: object][] = [
    ['/webhook/christmas-signup', 'assessment', fromPrefect.assessment],
    ['/webhook/christmas-assessment', 'assessment', fromPrefect.assessment],
    ['/webhook/assessment', 'assessment', fromKestra.assessment],
    ['/webhook/signup', 'signup', fromKestra.signup],
    ['/webhook/calendly-noshow', 'no-show', fromPrefect['no-show']],
    ['/webhook/postcall-maybe', 'post-call', fromPrefect['post-call']],
    ['/webhook/onboarding-start', 'onboarding', fromPrefect.onboarding],
  ];
  for (const [path, event, body] of ofPrefect) {
    it(`is taken at ${path}`, async () => {
      assertTaken(await post(path, 'POST', body, true), event, path);
    });
  }

  it('counts from now where an assessment tells no time of #1, and says so', async () => {
    const { reply } = await post('/webhook/christmas-signup', 'POST', fromPrefect.assessment, true);
    assert.equal(reply['segment'], 'CRITICAL');
    assert.match(String(reply['warnings']), /email_1_sent_at/);
  });

  it('cannot switch testing mode', async () => {
    const body = { ...fromKestra['no-show'], testing_mode: true };
    const { reply } = await post('/webhook/calendly-noshow', 'POST', body, true);
    assert.equal(reply['testing'], false);
  });
});
