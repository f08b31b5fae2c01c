import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DCLinter } from 'dclint';
import { parse } from 'yaml';
import packageJson from '../package.json' with { type: 'json' };
import { type Environment, settingNames } from '../src/config/environment.js';
import { loadConfig } from '../src/config.js';
import { InvalidConfig } from '../src/domain/errors.js';
import { shutdownForceTime } from '../src/processes/run-workers.js';
import {
  composeFile,
  composePath,
  composeText,
  environmentOf,
  referencesIn,
  service,
} from './support/compose-file.js';
import { ownEnvironment } from './support/own-environment.js';

const services = Object.entries(composeFile.services);
const jobs = ['temporal-schema', 'temporal-namespace'];
const exampleNames = new Set(
  [...readFileSync('.env.example', 'utf8').matchAll(/^(\w+)=/gm)].map(([, name = '']) => name),
);
const filled: Environment = {
  ...ownEnvironment,
  POSTGRES_PASSWORD: 'secret',
};

interface PrometheusFile {
  scrape_configs: { dns_sd_configs: { names: string[]; port: number }[] }[];
}

interface Fault {
  rule: string;
  message: string;
}

/** Faults by the Compose Specification's schema and the linter's rules, but those of taste. */
function faultsIn(path: string): string[] {
  const off = Object.fromEntries(
    [
      'no-quotes-in-volumes',
      'service-keys-order',
      'services-alphabetical-order',
      'top-level-properties-order',
      'no-unbound-port-interfaces', // it cannot read ${HOST:-127.0.0.1}; see the test of ports
      'no-build-and-image', // the image that is built here has a name
    ].map((rule) => [rule, 0 as const]),
  );
  const rules = { ...off, 'require-quotes-in-ports': [2, { quoteType: 'double' }] as const };
  const linter = new DCLinter({ rules, quiet: true, debug: false, exclude: [] });
  // The linter's own types do not resolve in ES modules.
  const results = linter.lintFiles([path], false) as { messages: Fault[] }[];
  return results.flatMap(({ messages }) =>
    messages.map(({ rule, message }) => `${rule}: ${message}`),
  );
}

describe('docker-compose.temporal.yml', () => {
  it('is what the Compose Specification allows', () => {
    assert.deepEqual(faultsIn(composePath), []);
  });

  it('would be refused with a misspelt key', () => {
    const folder = mkdtempSync(join(tmpdir(), 'evergreen-'));
    const path = join(folder, 'docker-compose.yml');
    writeFileSync(path, composeText.replace('restart: unless-stopped', 'restrat: unless-stopped'));
    assert.match(faultsIn(path).join(), /invalid-schema/);
    rmSync(folder, { recursive: true });
  });

  it('pins every image', () => {
    for (const [name, { image }] of services) {
      assert.match(image, /^[\w/-]+:v?\d+\.\d+(\.\d+)?$/, name);
    }
    assert.equal(service('api').image, `evergreen:${packageJson.version}`);
    assert.equal(service('worker').image, service('api').image);
  });

  it('sets the schema up with the tools of the very server', () => {
    const [, version] = service('temporal').image.split(':');
    for (const job of jobs) assert.equal(service(job).image, `temporalio/admin-tools:${version}`);
  });

  it('starts everything in the order in which it is needed', () => {
    const needs = services.map(([name, { depends_on: dependsOn = {} }]) => [
      name,
      Object.entries(dependsOn).map(([other, { condition }]) => `${other} ${condition}`),
    ]);
    assert.deepEqual(Object.fromEntries(needs), {
      postgresql: [],
      'temporal-schema': ['postgresql service_healthy'],
      temporal: ['postgresql service_healthy', 'temporal-schema service_completed_successfully'],
      'temporal-namespace': ['temporal service_healthy'],
      'temporal-ui': ['temporal service_healthy'],
      api: ['temporal-namespace service_completed_successfully'],
      worker: ['temporal-namespace service_completed_successfully'],
      prometheus: [],
      grafana: ['prometheus service_healthy'],
    });
  });

  it('restarts what should run, with a health check, and repeats a job only when it failed', () => {
    for (const [name, { restart, healthcheck }] of services) {
      const isJob = jobs.includes(name);
      assert.equal(restart, isJob ? 'on-failure' : 'unless-stopped', name);
      assert.equal(healthcheck === undefined, isJob, name);
    }
  });

  it('publishes the API and what people look at, on this machine unless HOST says otherwise', () => {
    const published = services.flatMap(([name, { ports = [] }]) =>
      ports.map((port) => [name, port]),
    );
    assert.deepEqual(published, [
      ['temporal-ui', '127.0.0.1:8233:8080'],
      ['api', '${HOST:-127.0.0.1}:${PORT:-8000}:8000'],
      ['prometheus', '127.0.0.1:9090:9090'],
      ['grafana', '127.0.0.1:3000:3000'],
    ]);
  });

  it('starts Prometheus and Grafana only when they are asked for, with what this repository holds', () => {
    const ofProfile = services.filter(([, { profiles }]) => profiles?.includes('metrics'));
    assert.deepEqual(
      ofProfile.map(([name]) => name),
      ['prometheus', 'grafana'],
    );
    const needing = services.filter(([name]) => !['prometheus', 'grafana'].includes(name));
    for (const [name, { depends_on: dependsOn = {} }] of needing) {
      assert.ok(!('prometheus' in dependsOn), `${name} waits for Prometheus`);
    }
    const mounted = ofProfile.flatMap(([, { volumes = [] }]) => volumes);
    const ours = mounted.filter((volume) => volume.startsWith('./'));
    assert.equal(ours.length, 4);
    for (const volume of ours) {
      const [from = '', , mode] = volume.split(':');
      assert.ok(existsSync(from), from);
      assert.equal(mode, 'ro', from);
    }
  });

  it('has Prometheus read each process where it tells what it counts', () => {
    const file = parse(readFileSync('deploy/metrics/prometheus.yml', 'utf8')) as PrometheusFile;
    const read = file.scrape_configs.flatMap((job) => job.dns_sd_configs);
    assert.deepEqual(
      read.map(({ names, port }) => [names, String(port)]),
      ['api', 'worker'].map((name) => [[name], service(name).environment['METRICS_PORT']]),
    );
    for (const name of ['api', 'worker']) {
      assert.equal(service(name).environment['HOST'], '0.0.0.0', name);
    }
  });

  it('leaves the database and Temporal without a way in or out', () => {
    assert.deepEqual(composeFile.networks['inside'], { internal: true });
    for (const name of ['postgresql', 'temporal', ...jobs]) {
      assert.deepEqual(service(name).networks, ['inside'], name);
    }
  });

  it('keeps the database in a named volume', () => {
    const [volume, path] = service('postgresql').volumes?.[0]?.split(':') ?? [];
    assert.equal(path, '/var/lib/postgresql/data');
    assert.ok(volume && volume in composeFile.volumes);
  });

  it('waits longer for the worker than the worker waits for its requests', () => {
    const secondsOf = (text = '') => Number(/^(\d+) ?s(econds)?$/.exec(text)?.[1]);
    const grace = secondsOf(service('worker').stop_grace_period);
    assert.ok(grace > secondsOf(shutdownForceTime));
  });

  it('runs everything on UTC, and without resets', () => {
    for (const [name, { environment }] of services) assert.equal(environment['TZ'], 'UTC', name);
    assert.equal(service('temporal-ui').environment['TEMPORAL_WORKFLOW_RESET_DISABLED'], 'true');
  });

  it('takes every secret from .env', () => {
    for (const [name, { environment }] of services) {
      for (const [key, value] of Object.entries(environment)) {
        if (/PASSWORD|PWD|SECRET|TOKEN|KEY/.test(key))
          assert.match(value, /^\$\{\w+/, `${name} ${key}`);
      }
    }
  });

  it('takes nothing from .env that .env.example leaves out', () => {
    const unknown = referencesIn(composeText).filter(({ name }) => !exampleNames.has(name));
    assert.deepEqual(unknown, []);
  });

  const keys = settingNames.filter((name) => name.startsWith('WEBHOOK_KEY'));
  const secrets = {
    api: [
      ...keys,
      'ADMIN_TOKEN',
      'CONTACT_KEY_SECRET',
      'RESEND_WEBHOOK_SECRET',
      'CALCOM_WEBHOOK_SECRET',
      'CALENDLY_WEBHOOK_SECRET',
    ],
    worker: ['NOTION_TOKEN', 'RESEND_API_KEY', 'ALERT_WEBHOOK_URL'],
  };
  const own = {
    api: ['HOST', 'PORT', 'METRICS_PORT', 'TRUSTED_PROXIES', ...secrets.api],
    worker: ['HOST', 'METRICS_PORT', ...secrets.worker],
  };
  for (const [name, ownNames] of Object.entries(own)) {
    it(`hands every setting to the ${name}, but those that only the other needs`, () => {
      const shared = settingNames.filter((setting) => !Object.values(own).flat().includes(setting));
      const temporal = ['TEMPORAL_ADDRESS', 'TEMPORAL_NAMESPACE', 'TZ'];
      const traces = [
        'OTEL_EXPORTER_OTLP_ENDPOINT',
        'OTEL_EXPORTER_OTLP_HEADERS',
        'OTEL_TRACES_SAMPLER',
        'OTEL_TRACES_SAMPLER_ARG',
      ];
      assert.deepEqual(
        Object.keys(service(name).environment).toSorted(),
        [...shared, ...ownNames, ...temporal, ...traces].toSorted(),
      );
    });

    it(`starts the ${name} with a configuration that is whole`, () => {
      const role = name === 'api' ? 'api' : 'worker';
      const config = loadConfig(environmentOf(name, filled), { role });
      assert.equal(config.publicUrl, filled['PUBLIC_URL']);
    });
  }

  it('says what is missing before anything starts', () => {
    const required = namesRequired();
    assert.ok(required.length > 10);
    for (const name of [...required, 'POSTGRES_PASSWORD']) {
      const mentions = referencesIn(composeText).filter((reference) => reference.name === name);
      assert.ok(mentions.length > 0, name);
      for (const { message } of mentions) assert.match(message ?? '', /is required/, name);
    }
    assert.throws(
      () => environmentOf('worker', { ...filled, NOTION_TOKEN: '' }),
      /NOTION_TOKEN: is/,
    );
  });
});

/** Settings without which no process starts. */
function namesRequired(): string[] {
  try {
    loadConfig({ WEBHOOK_KEY: 'any' });
  } catch (error) {
    if (!(error instanceof InvalidConfig)) throw error;
    return [...error.message.matchAll(/(\w+): is required/g)].map(([, name = '']) => name);
  }
  return [];
}
