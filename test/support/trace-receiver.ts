import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';

/** A span as OTLP tells of it in JSON. */
export interface ReceivedSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  attributes: { key: string; value: { stringValue?: string; intValue?: number } }[];
}

interface Export {
  resourceSpans: {
    resource: { attributes: ReceivedSpan['attributes'] };
    scopeSpans: { spans: ReceivedSpan[] }[];
  }[];
}

/** Takes traces as any collector does, by OTLP over HTTP. */
export async function startTraceReceiver() {
  const spans: (ReceivedSpan & { service: string })[] = [];
  const bodies: string[] = [];
  const app = new Hono().post('/v1/traces', async (c) => {
    const body = await c.req.text();
    bodies.push(body);
    for (const { resource, scopeSpans } of (JSON.parse(body) as Export).resourceSpans) {
      const service = textOf(resource, 'service.name') ?? '';
      for (const scope of scopeSpans)
        for (const span of scope.spans) spans.push({ ...span, service });
    }
    return c.json({});
  });
  const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    /** All that has come in, as it came. */
    bodies,
    close: () => promisify(server.close.bind(server))(),
  };
}

/** What an attribute says. */
export function textOf(
  { attributes }: Pick<ReceivedSpan, 'attributes'>,
  name: string,
): string | undefined {
  return attributes.find(({ key }) => key === name)?.value.stringValue;
}
