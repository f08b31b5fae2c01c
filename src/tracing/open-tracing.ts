import { InvalidSetup } from '../domain/errors.js';
import type { Tracing, TracingParts } from './tracing.js';

type Environment = Record<string, string | undefined>;

/**
 * Traces of this process, as OpenTelemetry's own variables ask for them. Without these nothing of it is even
 * loaded.
 * @throws {InvalidSetup} where they ask for what there is not.
 */
export async function openTracing(
  env: Environment,
  parts: TracingParts,
): Promise<Tracing | undefined> {
  if (!isWanted(env)) return undefined;
  const { startTracing } = await import('./tracing.js');
  return startTracing(env, parts);
}

function isWanted(env: Environment): boolean {
  const { OTEL_SDK_DISABLED, OTEL_TRACES_EXPORTER: exporter } = env;
  if (OTEL_SDK_DISABLED?.toLowerCase() === 'true' || exporter === 'none') return false;
  if (exporter && exporter !== 'otlp') {
    throw new InvalidSetup('OTEL_TRACES_EXPORTER: expected otlp or none; there is no other.');
  }
  const protocol = env['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL'] || env['OTEL_EXPORTER_OTLP_PROTOCOL'];
  const isAsked =
    exporter === 'otlp' ||
    Boolean(env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] || env['OTEL_EXPORTER_OTLP_ENDPOINT']);
  if (isAsked && protocol?.startsWith('grpc')) {
    throw new InvalidSetup('OTEL_EXPORTER_OTLP_PROTOCOL: traces go by HTTP alone; leave it unset.');
  }
  return isAsked;
}
