import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Environment } from '../../src/config/environment.js';

export interface ComposeService {
  image: string;
  cap_add?: string[];
  cap_drop?: string[];
  read_only?: boolean;
  security_opt?: string[];
  tmpfs?: string[];
  restart: string;
  environment: Record<string, string>;
  networks: string[];
  command?: string[];
  entrypoint?: string[];
  mem_limit?: string;
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { test: string[]; interval?: string; retries?: number; start_period?: string };
  ports?: string[];
  profiles?: string[];
  stop_grace_period?: string;
  volumes?: string[];
}

export interface ComposeFile {
  networks: Record<string, { internal?: boolean }>;
  services: Record<string, ComposeService>;
  volumes: Record<string, unknown>;
}

export const composePath = 'docker-compose.temporal.yml';
export const composeText = readFileSync(composePath, 'utf8');
export const composeFile = parse(composeText, { merge: true }) as ComposeFile;

/** A service by name. */
export function service(name: string): ComposeService {
  const found = composeFile.services[name];
  if (!found) throw new Error(`${composePath} has no service ${name}`);
  return found;
}

/** `${NAME}`, `${NAME:-default}` or `${NAME:?message}`. */
const reference = /\$\{(\w+)(?::([-?])([^}]*))?\}/g;

/** Every variable that a text takes from `.env`, with the message for where it is missing. */
export function referencesIn(text: string): { name: string; message: string | undefined }[] {
  return [...text.matchAll(reference)].map(([, name = '', operator, rest]) => ({
    name,
    message: operator === '?' ? rest : undefined,
  }));
}

/**
 * What a service's process finds in its environment, as Compose makes it of `.env`.
 * @throws when a variable is missing that the file asks for
 */
export function environmentOf(name: string, env: Environment) {
  const fill = (value: string) =>
    value.replaceAll(reference, (_, variable: string, operator?: string, rest = '') => {
      const given = env[variable] ?? '';
      if (given || operator !== '?') return given || rest;
      throw new Error(`${variable}: ${rest}`);
    });
  return Object.fromEntries(
    Object.entries(service(name).environment).map(([key, value]) => [key, fill(value)]),
  );
}
