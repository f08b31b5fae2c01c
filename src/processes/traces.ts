import type { Environment } from '../config/environment.js';
import type { Config } from '../config.js';
import { openTracing } from '../tracing/open-tracing.js';
import type { Tracing } from '../tracing/tracing.js';
import { version } from './version.js';

/** The traces of a process, where OpenTelemetry's variables ask for them. */
export function openTraces(
  env: Environment,
  service: string,
  { notion, resend }: Pick<Config, 'notion' | 'resend'>,
): Promise<Tracing | undefined> {
  const vendors = {
    [originOf(notion.baseUrl ?? 'https://api.notion.com')]: 'Notion',
    [originOf(resend.baseUrl ?? 'https://api.resend.com')]: 'Resend',
  };
  return openTracing(env, { service, version, vendors });
}

function originOf(url: string): string {
  return new URL(url).origin;
}
