import { setTimeout } from 'node:timers/promises';
import {
  context,
  DiagLogLevel,
  diag,
  propagation,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  NodeTracerProvider,
  ParentBasedSampler,
  type Sampler,
  SamplingDecision,
  type SamplingResult,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-node';
import type { ClientInterceptors } from '@temporalio/client';
import {
  OpenTelemetryActivityInboundInterceptor,
  OpenTelemetryActivityOutboundInterceptor,
  OpenTelemetryWorkflowClientInterceptor,
} from '@temporalio/interceptors-opentelemetry';
import type { WorkerInterceptors } from '@temporalio/worker';
import type { MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import type { Logger } from 'pino';
import { SECOND } from '../domain/duration.js';
import type { Answer } from '../domain/mail/mail.js';
import { traceRequests } from './requests.js';

/** A process that ends waits so long for those who take its last spans. */
const lastSpansMs = 3 * SECOND;

export interface TracingParts {
  /** What this process is called, unless OTEL_SERVICE_NAME says otherwise. */
  service: string;
  version: string;
  /** Whose requests are spans, by their origin (`https://api.notion.com`). */
  vendors: Record<string, string>;
}

/** What makes spans of one process. */
export interface Tracing {
  client: ClientInterceptors;
  activities: NonNullable<WorkerInterceptors['activity']>;
  http: MiddlewareHandler;
  /** What a line of the log says of the span in which it was written. */
  logFields(): Record<string, string>;
  /** Tells this log of what goes wrong with tracing itself. */
  reportTo(log: Logger): void;
  /** Hands over what is left. */
  end(): Promise<void>;
}

/** Starts tracing, once in a process. */
export function startTracing(
  env: Record<string, string | undefined>,
  { service, version, vendors }: TracingParts,
): Tracing {
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({
      'service.name': env['OTEL_SERVICE_NAME'] || service,
      'service.version': version,
    }),
    sampler: new ParentBasedSampler({ root: new PostsOnly(ratioIn(env)) }),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  provider.register();
  traceRequests(vendors);
  return {
    client: { workflow: [new OpenTelemetryWorkflowClientInterceptor()] },
    activities: [
      (activity) => ({
        inbound: new OpenTelemetryActivityInboundInterceptor(activity),
        outbound: new OpenTelemetryActivityOutboundInterceptor(activity),
      }),
      ({ info: { activityType } }) => ({
        inbound: {
          async execute(input, next) {
            const outcome = await next(input);
            if (activityType === 'sendEmail') noteResendId(outcome as Answer);
            return outcome;
          },
        },
      }),
    ],
    http: tracePosts,
    logFields() {
      const span = trace.getActiveSpan()?.spanContext();
      return span ? { trace_id: span.traceId, span_id: span.spanId } : {};
    },
    reportTo(log) {
      const tell = (cause: string) => log.warn({ event: 'traces', cause });
      const quiet = () => {};
      const logger = { error: tell, warn: quiet, info: quiet, debug: quiet, verbose: quiet };
      diag.setLogger(logger, { logLevel: DiagLogLevel.ERROR, suppressOverrideMessage: true });
    },
    async end() {
      await Promise.race([provider.shutdown(), setTimeout(lastSpansMs, undefined, { ref: false })]);
    },
  };
}

/** What begins a trace: a post to us. What a process asks by itself, again and again, begins none. */
class PostsOnly implements Sampler {
  private readonly ofPosts: Sampler;

  constructor(ratio: number) {
    this.ofPosts = new TraceIdRatioBasedSampler(ratio);
  }

  shouldSample(...asked: Parameters<Sampler['shouldSample']>): SamplingResult {
    const [, , , kind] = asked;
    if (kind !== SpanKind.SERVER) return { decision: SamplingDecision.NOT_RECORD };
    return this.ofPosts.shouldSample(...asked);
  }
}

/** Which part of the traces is kept: all, unless OTEL_TRACES_SAMPLER asks for a ratio, or for none. */
function ratioIn(env: Record<string, string | undefined>): number {
  const { OTEL_TRACES_SAMPLER: sampler = '', OTEL_TRACES_SAMPLER_ARG: ratio = '' } = env;
  if (sampler.endsWith('always_off')) return 0;
  return sampler.endsWith('traceidratio') && ratio ? Number(ratio) : 1;
}

/** A span for each post, in the trace of whoever posts; it names the route's pattern, never the path. */
const tracePosts: MiddlewareHandler = async (c, next) => {
  if (c.req.method === 'GET' || c.req.method === 'HEAD') return next();
  const parent = propagation.extract(context.active(), c.req.header());
  const tracer = trace.getTracer('evergreen');
  const options = { kind: SpanKind.SERVER };
  return tracer.startActiveSpan(c.req.method, options, parent, async (span) => {
    try {
      await next();
    } finally {
      const { status } = c.res;
      const route = routePath(c, -1);
      span.updateName(`${c.req.method} ${route}`);
      span.setAttributes({
        'http.request.method': c.req.method,
        'http.route': route,
        'http.response.status_code': status,
      });
      if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    }
  });
};

function noteResendId(answer: Answer): void {
  const span = trace.getActiveSpan();
  span?.setAttribute('evergreen.send.answer', answer.kind);
  if (answer.kind === 'sent') span?.setAttribute('resend.email_id', answer.id);
}
