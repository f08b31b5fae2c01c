import { subscribe } from 'node:diagnostics_channel';
import { type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';

/** Messages of Node's own fetch. Source: undici's documentation of its diagnostics channels. */
interface Published {
  request: { origin: string | URL; method: string; path: string };
  response?: { statusCode: number };
}

/** Ids in paths: UUIDs with and without dashes. */
const ids = /[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}/gi;

/**
 * Makes a span of each request to these origins, below the span that asks; outside of one there is none.
 * It is named by its route: ids, queries and bodies may tell of people.
 */
export function traceRequests(vendors: Record<string, string>): void {
  const spans = new WeakMap<object, Span>();
  const tracer = trace.getTracer('evergreen');
  subscribe('undici:request:create', (message) => {
    const { request } = message as Published;
    const vendor = vendors[String(request.origin)];
    if (!vendor || !trace.getActiveSpan()?.isRecording()) return;
    const route = routeOf(request.path);
    const span = tracer.startSpan(`${vendor} ${request.method} ${route}`, {
      kind: SpanKind.CLIENT,
      attributes: { 'http.request.method': request.method, 'http.route': route },
    });
    spans.set(request, span);
  });
  const end = (message: unknown) => {
    const { request, response } = message as Published;
    const span = spans.get(request);
    if (!span) return;
    spans.delete(request);
    if (response) span.setAttribute('http.response.status_code', response.statusCode);
    if (!response || response.statusCode >= 400) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
  };
  subscribe('undici:request:headers', end);
  subscribe('undici:request:error', end);
}

function routeOf(path: string): string {
  const [route = ''] = path.split('?');
  return route.replaceAll(ids, ':id');
}
