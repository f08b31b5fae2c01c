import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { HOUR, SECOND } from '../../src/domain/duration.js';
import { queries } from '../support/dashboard.js';
import { askApi, type Fleet, startFleet } from '../support/fleet.js';
import { postedAssessment } from '../support/posted-assessment.js';
import { metricsOf } from '../support/promql.js';
import { eventually } from '../support/sandbox-process.js';
import { type Scrape, scrape } from '../support/scrape.js';

/** What one worker and one API tell Prometheus of a story, as whoever scrapes them reads it. */
describe('a scrape of worker and API', () => {
  let fleet: Fleet;
  let worker: Scrape;
  let api: Scrape;
  const email = 'Canary.Person@salon.example';
  const ids: string[] = [];
  const sentAgoMs = 24 * HOUR + 40 * SECOND;

  before(async () => {
    fleet = await startFleet({
      workers: 1,
      apis: 1,
      notionPerSecond: 50,
      resendPerSecond: 50,
      hasMetrics: true,
    });
    const [url = ''] = fleet.apis;
    const post = async (path: string, body: object) => {
      const answer = await askApi(url, path, body);
      return [answer.status, String(answer.body['id'])] as const;
    };
    fleet.resend.setFaults([{ kind: 'status', status: 503, route: 'POST /emails', times: 1 }]);
    const body = { ...postedAssessment(email, sentAgoMs), red_systems: 5 };
    const [taken, id] = await post('/webhooks/assessment', body);
    assert.equal(taken, 202);
    assert.deepEqual(await post('/webhooks/assessment', body), [202, id]);
    assert.equal((await post('/webhooks/assessment', { email: 'x' }))[0], 422);
    assert.equal((await post('/webhooks/signup', { email: 'another@salon.example' }))[0], 202);
    assert.equal((await fetch(`${url}/webhooks/onboarding`, { method: 'POST' })).status, 415);
    ids.push(id);
    await eventually('#2 is sent', async () => fleet.resend.ledger().length === 1);
    const path = `/runs/${encodeURIComponent(id)}/stop`;
    assert.equal((await askApi(url, path, { by: 'Ann' })).status, 200);
    await fleet.client.workflow.getHandle(id).result();
    const [workerUrl = '', apiUrl = ''] = [fleet.metrics.workers[0], fleet.metrics.apis[0]];
    await eventually('the contact is recorded', async () => {
      const { status } = await fleet.client.workflow.getHandle(await signupId()).describe();
      return status.name === 'COMPLETED';
    });
    [worker, api] = await Promise.all([scrape(workerUrl), scrape(apiUrl)]);
  });
  after(() => fleet.close());

  async function signupId(): Promise<string> {
    for await (const { workflowId } of fleet.client.workflow.list({
      query: "WorkflowType = 'trackSignup'",
    }))
      return workflowId;
    return '';
  }

  it('is the text format', () => {
    for (const { type } of [worker, api]) assert.match(type, /^text\/plain; version=0\.0\.4/);
  });

  it('counts each email by what became of it, and how late it went', () => {
    assert.deepEqual(worker.counted('evergreen_emails_total'), {
      'sent assessment': 1,
      'stopped assessment': 3,
    });
    assert.deepEqual(worker.counted('evergreen_runs_total'), { 'stopped:operator assessment': 1 });
    const sequence = 'assessment';
    assert.equal(worker.sum('evergreen_email_lateness_seconds_count', { sequence }), 1);
    const late = worker.sum('evergreen_email_lateness_seconds_sum', { sequence });
    assert.ok(late >= 40 && late < 400, `${late} s`);
  });

  it('counts attempts, and alerts', () => {
    assert.deepEqual(worker.counted('evergreen_send_attempts_total'), { ambiguous: 1, sent: 1 });
    assert.deepEqual(worker.counted('evergreen_alerts_total'), { hot_lead: 1 });
  });

  it("counts what each vendor answered, as the vendor's own log has it", () => {
    const classOf = (status: number | null) => (status ? `${String(status)[0]}xx` : 'none');
    for (const vendor of ['notion', 'resend'] as const) {
      const own = fleet[vendor].log().filter(({ key }) => key !== 'ntn_api');
      const expected: Record<string, number> = {};
      for (const { status } of own)
        expected[classOf(status)] = (expected[classOf(status)] ?? 0) + 1;
      const told = Object.entries(worker.counted('evergreen_vendor_requests_total'))
        .filter(([labels]) => labels.endsWith(vendor))
        .map(([labels, count]) => [labels.split(' ')[0], count]);
      assert.deepEqual(Object.fromEntries(told), expected, vendor);
      assert.equal(worker.sum('evergreen_gate_wait_seconds_count', { vendor }), own.length, vendor);
    }
  });

  it('counts webhooks by sender and reply', () => {
    assert.deepEqual(api.counted('evergreen_webhooks_total'), {
      'assessment 202': 2,
      'assessment 422': 1,
      'onboarding 415': 1,
      'signup 202': 1,
    });
  });

  it('tells how the whole does, as Temporal has it', () => {
    const queues = ['evergreen', 'evergreen-notion', 'evergreen-resend'];
    assert.equal(api.sum('evergreen_temporal_up'), 1);
    assert.equal(api.sum('evergreen_sending_enabled'), 1);
    assert.equal(api.sum('evergreen_queue_has_worker'), queues.length);
    for (const queue of queues) assert.equal(api.sum('evergreen_queue_tasks', { queue }), 0, queue);
  });

  it("holds the metrics of Temporal's SDK, in seconds", () => {
    assert.equal(worker.sum('evergreen_sdk_metrics_up'), 1);
    assert.ok(worker.samples.has('temporal_workflow_task_execution_latency_seconds_count'));
    assert.ok(worker.sum('temporal_workflow_completed_total') > 0);
  });

  it('holds each metric that the dashboard and the rules name', () => {
    const { groups } = parse(readFileSync('deploy/metrics/rules.yml', 'utf8')) as {
      groups: { rules: { expr: string }[] }[];
    };
    const asked = [...queries, ...groups.flatMap(({ rules }) => rules)];
    const names = new Set(asked.flatMap(({ expr }) => metricsOf(expr)));
    names.delete('up'); // Prometheus' own
    const known = new Set([worker, api].flatMap((one) => [...one.names, ...one.samples]));
    assert.ok(names.size > 15);
    assert.deepEqual(
      [...names].filter((name) => !known.has(name)),
      [],
    );
  });

  it('names no person, no run and no key', () => {
    for (const { text } of [worker, api]) {
      const labels = [...text.matchAll(/\{(.*)\}/g)].join('\n').toLowerCase();
      for (const name of ['canary', 'salon.example', ...ids, ids[0]?.split('/')[1] ?? ' '])
        assert.ok(!labels.includes(name.toLowerCase()), name);
    }
  });
});
