import { join } from 'node:path';
import { DAY, HOUR, MINUTE, SECOND } from '../src/domain/duration.js';
import { type ComposeService, composeFile, service } from '../test/support/compose-file.js';

/** What containers have of their own and processes share: addresses, ports, folders. */
export interface Places {
  project: string;
  /** The port here of a service's port there; of a worker that is one of several, its own. */
  portOf(service: string, port: string): number;
}

/** Which ports each service listens on in its container: whatever else looks like one is refused. */
const listening: Record<string, readonly string[]> = {
  postgresql: ['5432'],
  temporal: ['7233'],
  api: ['8000', '9464'],
  worker: ['9464'],
};

/** What a variable of the compose file says here: where it names a host, that is this machine. */
export function translateSetting(key: string, value: string, of: string, places: Places): string {
  const isHost = /(HOST|SEEDS)$/.test(key) && value in composeFile.services;
  return isHost ? '127.0.0.1' : translate(value, of, places);
}

/**
 * A value of the compose file as it reads here: a service's address is the one that it was given here, so is a
 * port, and a mounted folder is where it lies.
 */
export function translate(value: string, of: string, { project, portOf }: Places): string {
  const [host = '', port = ''] = value.split(':');
  if (host in composeFile.services && port) return `127.0.0.1:${portOf(host, port)}`;
  if (value === '0.0.0.0') return '127.0.0.1';
  if (/^\d{4,5}$/.test(value)) return String(portOf(ownerOf(value, of), value));
  return mounted(value, serviceOf(of), project);
}

/** Folders beside the compose file; a named volume is none. */
function mounted(value: string, of: string, project: string): string {
  for (const volume of service(of).volumes ?? []) {
    const [from = '', to = ''] = volume.split(':');
    if (from.startsWith('.') && value.startsWith(`${to}/`)) {
      return join(project, from, value.slice(to.length));
    }
  }
  return value;
}

/** Whose port it is: their own, where they listen on it. */
function ownerOf(port: string, of: string): string {
  if (portsOf(of).includes(port)) return of;
  const owners = Object.keys(listening).filter((name) => portsOf(name).includes(port));
  const [owner] = owners;
  if (!owner || owners.length > 1) throw new Error(`${of} is told of port ${port}: whose is it?`);
  return owner;
}

/** Of a service's instance, the ports in its container. */
export function portsOf(instance: string): readonly string[] {
  return listening[serviceOf(instance)] ?? [];
}

/** The service of `worker-2`. */
export function serviceOf(instance: string): string {
  return instance.replace(/-\d+$/, '');
}

/** What of its profile is only started when that is asked for, and what only shows what is there. */
function isRehearsed(name: string): boolean {
  return service(name).profiles === undefined && name !== 'temporal-ui';
}

/** `1h30m`, `60s`, `500ms` of the Compose Specification, in milliseconds. */
export function durationMs(text: string): number {
  const units: Record<string, number> = { ms: 1, s: SECOND, m: MINUTE, h: HOUR, d: DAY };
  const parts = [...text.matchAll(/(\d+)(ms|s|m|h|d)/g)];
  if (parts.map(([whole]) => whole).join('') !== text || !text) {
    throw new Error(`"${text}" is no duration`);
  }
  return parts.reduce((sum, [, count, unit = '']) => sum + Number(count) * (units[unit] ?? 0), 0);
}

/** The memory limit's 80 % in MB: what the image gives to JavaScript. */
export function heapMb(limit: string): number {
  const [, count, unit = ''] = /^(\d+)(m|g)$/.exec(limit) ?? [];
  if (!count) throw new Error(`"${limit}" is no memory limit`);
  return Math.floor(Number(count) * (unit === 'g' ? 1_024 : 1) * 0.8);
}

/** How long a health check may fail before Compose gives the service up. */
export function patienceMs({ healthcheck }: ComposeService): number {
  if (!healthcheck) return 0;
  const { start_period = '0s', interval = '30s', retries = 3 } = healthcheck;
  return durationMs(start_period) + retries * durationMs(interval);
}

/** Services that are rehearsed, in the order in which Compose starts them. */
export function startOrder(): string[] {
  const order: string[] = [];
  const add = (name: string): void => {
    if (order.includes(name)) return;
    for (const needed of Object.keys(service(name).depends_on ?? {})) add(needed);
    order.push(name);
  };
  for (const name of Object.keys(composeFile.services).filter(isRehearsed)) add(name);
  return order;
}

/** It does one thing and ends; others wait for its success. */
export function isJob(name: string): boolean {
  return service(name).healthcheck === undefined;
}

/** `1.32.0` of `temporalio/server:1.32.0`. A digest behind it pins an image that we have not. */
export function versionOf(name: string): string {
  const [, version] = /:([\d.]+)(@|$)/.exec(service(name).image) ?? [];
  if (!version) throw new Error(`the image of ${name} has no version`);
  return version;
}
