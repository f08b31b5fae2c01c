import assert from 'node:assert/strict';
import { HOUR, SECOND } from '../../src/domain/duration.js';
import { type Fleet, startFleet } from '../support/fleet.js';
import { ownEnvironment } from '../support/own-environment.js';
import { postedAssessment } from '../support/posted-assessment.js';
import { eventually } from '../support/sandbox-process.js';
import { startTraceReceiver, textOf } from '../support/trace-receiver.js';

describe('a trace of API and worker', () => {
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const poster = 'b7ad6b7169203331';
  const email = 'Canary.Person@salon.example';
  let receiver: Awaited<ReturnType<typeof startTraceReceiver>>;
  let fleet: Fleet;

  before(async () => {
    receiver = await startTraceReceiver();
    fleet = await startFleet({
      workers: 1,
      apis: 1,
      notionPerSecond: 50,
      resendPerSecond: 50,
      settings: {
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
        OTEL_BSP_SCHEDULE_DELAY: '100',
        LOG_LEVEL: 'debug',
      },
    });
    const response = await fetch(`${fleet.apis[0]}/webhooks/assessment`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${ownEnvironment.WEBHOOK_KEY}`,
        'Content-Type': 'application/json',
        traceparent: `00-${traceId}-${poster}-01`,
      },
      body: JSON.stringify(postedAssessment(email, 24 * HOUR + 40 * SECOND)),
    });
    assert.equal(response.status, 202);
    await eventually('the send is told', async () => Boolean(find('RunActivity:sendEmail')));
    await eventually('the post is told', async () => Boolean(find('POST /webhooks/assessment')));
  });
  after(async () => {
    await fleet.close();
    await receiver.close();
  });

  const find = (name: string) => receiver.spans.find((span) => span.name === name);

  it("is one from the website's post to Resend's id", () => {
    const post = find('POST /webhooks/assessment');
    assert.equal(post?.traceId, traceId);
    assert.equal(post.parentSpanId, poster);
    assert.equal(post.service, 'evergreen-api');
    const start = receiver.spans.find(({ parentSpanId }) => parentSpanId === post.spanId);
    assert.match(start?.name ?? '', /Start/);
    const send = find('RunActivity:sendEmail');
    assert.equal(send?.traceId, traceId);
    assert.equal(send.service, 'evergreen-worker');
    const [sent] = fleet.resend.ledger();
    assert.equal(textOf(send, 'resend.email_id'), sent?.id);
  });

  it('names requests by their routes, below what asks', () => {
    const send = find('RunActivity:sendEmail');
    const request = receiver.spans.find(({ parentSpanId }) => parentSpanId === send?.spanId);
    assert.ok(
      receiver.spans.some(
        ({ name, parentSpanId }) => name === 'Resend POST /emails' && parentSpanId === send?.spanId,
      ),
      request?.name,
    );
    const notion = receiver.spans.filter(({ name }) => name.startsWith('Notion '));
    assert.ok(notion.length > 2);
    assert.ok(notion.every((span) => span.traceId === traceId));
    assert.ok(notion.some(({ name }) => name.includes('/:id')));
    for (const { name } of notion) assert.doesNotMatch(name, /[0-9a-f]{12}/);
  });

  it('begins with posts alone, however much a process asks by itself', () => {
    const traces = new Set(receiver.spans.map((span) => span.traceId));
    assert.deepEqual([...traces], [traceId]);
  });

  it('names no person', () => {
    assert.doesNotMatch(receiver.bodies.join('\n').toLowerCase(), /canary|salon\.example/);
  });

  it('stands in the lines of the log that were written within it', () => {
    const lines = fleet
      .said()
      .split('\n')
      .filter((line) => line.includes(traceId));
    assert.ok(lines.some((line) => line.includes('"route":"/webhooks/assessment"')));
    const taken = lines.find((line) => line.includes('"event":"taken"')) ?? '{}';
    const { run, contact } = JSON.parse(taken) as { run: string; contact: string };
    assert.equal(run, `assessment/${contact}`);
    assert.doesNotMatch(fleet.said().toLowerCase(), /canary|salon\.example/);
  });
});
