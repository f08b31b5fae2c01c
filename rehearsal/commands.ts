import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { environmentOf, service } from '../test/support/compose-file.js';
import {
  durationMs,
  heapMb,
  isJob,
  type Places,
  translate,
  translateSetting,
} from './compose-service.js';
import type { NativeCommand } from './native-process.js';

/** Folders of what is run. */
export interface Parts {
  postgresql: string;
  temporal: string;
  /** Of Temporal's client, the command `temporal`. */
  client: string;
}

/** Evergreen as an image holds it: `dist/`, production packages, and the Node that runs them. */
export interface Release {
  label: string;
  folder: string;
  /** Folder of the command `node`. */
  node: string;
}

/** What the containers would be made of. */
export interface Setup {
  parts: Parts;
  release: Release;
  /** What `.env` holds. */
  env: Record<string, string | undefined>;
  places: Places;
  /** Where the database lies. */
  data: string;
  /** Ports that Temporal's services speak to each other on, by the variables that move them. */
  temporalPorts: Record<string, number>;
}

const commandsFolder = fileURLToPath(new URL('commands', import.meta.url));

/** Compose's own, where the file says nothing. */
const standardGrace = '10s';

/** The process of a service; `instance` is its name, such as `worker-2`. */
export function commandOf(name: string, instance: string, setup: Setup): NativeCommand {
  const { stop_grace_period = standardGrace } = service(name);
  const make = special[name] ?? (isJob(name) ? jobCommand : evergreenCommand);
  return {
    cwd: setup.places.project,
    graceMs: durationMs(stop_grace_period),
    ...make(name, setup, environmentHere(name, instance, setup)),
  };
}

type Made = Pick<NativeCommand, 'argv' | 'env'> & Partial<NativeCommand>;
type Make = (name: string, setup: Setup, env: Record<string, string>) => Made;

const evergreenCommand: Make = (name, { release }, env) => {
  const { command = [], mem_limit = '' } = service(name);
  // One from before there was such a key refuses it.
  const { ENCRYPTION_KEY: _, ...older } = env;
  const isOlder = !existsSync(join(release.folder, 'dist/src/codec'));
  return {
    argv: [join(release.node, 'node'), `--max-old-space-size=${heapMb(mem_limit)}`, ...command],
    env: { ...(isOlder ? older : env), NODE_ENV: 'production' },
    cwd: release.folder,
  };
};

const jobCommand: Make = (name, { places }, env) => {
  const { entrypoint = [] } = service(name);
  return { argv: entrypoint.map((word) => translate(word, name, places)), env };
};

const special: Record<string, Make> = {
  postgresql: (name, { parts, data, places }, env) => ({
    argv: [
      join(parts.postgresql, 'bin/postgres'),
      '-D',
      data,
      '-p',
      String(places.portOf(name, '5432')),
      '-c',
      'listen_addresses=127.0.0.1',
      '-c',
      'unix_socket_directories=',
    ],
    env,
    isUnprivileged: true,
    stopSignal: 'SIGINT', // as the image asks for
  }),
  temporal: (name, { parts, places, temporalPorts }, env) => ({
    argv: [join(parts.temporal, 'bin/temporal-server'), 'start'],
    env: {
      ...env,
      FRONTEND_GRPC_PORT: String(places.portOf(name, '7233')),
      ...Object.fromEntries(
        Object.entries(temporalPorts).map(([variable, port]) => [variable, String(port)]),
      ),
    },
  }),
};

/** A service's health check: run in its environment, it ends well where the service is well. */
export function healthCheckOf(name: string, instance: string, setup: Setup): Made {
  const [, ...argv] = service(name).healthcheck?.test ?? [];
  return {
    argv: argv.map((word) => translate(word, instance, setup.places)),
    env: environmentHere(name, instance, setup),
  };
}

/** What a command finds that is run in a service's container. */
export function environmentHere(
  name: string,
  instance: string,
  { parts, release, env, places }: Setup,
): Record<string, string> {
  const said = Object.entries(environmentOf(name, env)).map(([key, value]) => [
    key,
    translateSetting(key, value, instance, places),
  ]);
  const path = [
    join(parts.postgresql, 'bin'),
    join(parts.temporal, 'bin'),
    parts.client,
    release.node,
    process.env['PATH'],
    commandsFolder,
  ];
  return {
    ...(Object.fromEntries(said) as Record<string, string>),
    PATH: path.join(delimiter),
    SCHEMA_DIR: join(parts.temporal, 'schema/postgresql/v12'), // where it lies in the image
    PGHOST: '127.0.0.1',
    PGPORT: String(places.portOf('postgresql', '5432')),
    PGPASSWORD: env['POSTGRES_PASSWORD'] ?? '', // the image trusts whoever is in the container
  };
}
