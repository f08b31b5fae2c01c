import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import packageJson from '../package.json' with { type: 'json' };
import { settingNames } from '../src/config/environment.js';
import { loadConfig } from '../src/config.js';
import { InvalidConfig } from '../src/domain/errors.js';
import { shutdownForceTime } from '../src/processes/run-workers.js';
import { serveReadiness } from '../src/processes/worker-health.js';
import { misfits, type SdkType } from './contract/schemas.js';
import { service } from './support/compose-file.js';
import {
  base,
  type Container,
  example,
  kustomization,
  ofKind,
  type Resource,
  resourcesOf,
  settingsOf,
} from './support/kubernetes.js';
import { loneApi } from './support/lone-api.js';
import { ownEnvironment } from './support/own-environment.js';
import { freePorts } from './support/sandbox-process.js';

const roles = ['api', 'worker'] as const;
type Role = (typeof roles)[number];

const inBase = resourcesOf(base);
const all = [...inBase, ...resourcesOf(example)];
const deployments = ofKind(inBase, 'Deployment');
const settings = { ...settingsOf(base), ...settingsOf(example) };

function podOf(role: Role) {
  const found = deployments.find(({ metadata }) => metadata?.name === `evergreen-${role}`);
  const template = found?.spec?.template;
  assert.ok(template?.spec, role);
  return { labels: template.metadata?.labels ?? {}, ...template.spec };
}

function containerOf(role: Role): Container {
  const [container, ...others] = podOf(role).containers;
  assert.ok(container);
  assert.equal(others.length, 0);
  return container;
}

/** The variables that a container takes from Secrets: each with its Secret, and whether it may be missing. */
function secretsOf(role: Role) {
  return (containerOf(role).env ?? []).map(({ name, valueFrom }) => {
    const reference = valueFrom?.secretKeyRef;
    assert.equal(reference?.key, name, 'each is called what the variable is called');
    return { name, secret: reference?.name, isOptional: reference?.optional === true };
  });
}

/** What Temporal's own environment configuration reads. */
const temporals =
  /^TEMPORAL_(ADDRESS|NAMESPACE|API_KEY|TLS|TLS_(CLIENT_CERT|CLIENT_KEY|SERVER_CA_CERT)_(PATH|DATA)|TLS_SERVER_NAME)$/;

describe('deploy/kubernetes', () => {
  it("is what Kubernetes' API takes", () => {
    for (const one of all) {
      assert.deepEqual(misfits('kubernetes', one.kind, one), [], one.metadata?.name);
    }
    assert.deepEqual(
      [...new Set(all.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`))].toSorted(),
      [
        'apps/v1 Deployment',
        'networking.k8s.io/v1 Ingress',
        'networking.k8s.io/v1 NetworkPolicy',
        'policy/v1 PodDisruptionBudget',
        'v1 Namespace',
        'v1 Service',
        'v1 ServiceAccount',
      ],
      'no database, and no state',
    );
  });

  const spoilt: [SdkType<'kubernetes'>, (text: string) => string, RegExp][] = [
    ['Deployment', (text) => text.replace('"replicas"', '"replica"'), /replica\b/],
    ['Deployment', (text) => text.replace('"image":', '"picture":'), /picture/],
    ['Deployment', (text) => text.replace('"replicas":2', '"replicas":"2"'), /number/],
    ['NetworkPolicy', (text) => text.replace('"podSelector"', '"podSelectors"'), /podSelector/],
    ['Service', (text) => text.replace('"port":80,', ''), /port/],
  ];
  for (const [kind, spoil, said] of spoilt) {
    it(`would be refused where a ${kind} is spoilt as in ${String(said)}`, () => {
      const [one] = inBase.filter((resource) => resource.kind === kind);
      const text = spoil(JSON.stringify(one));
      assert.notEqual(text, JSON.stringify(one));
      assert.match(misfits('kubernetes', kind, JSON.parse(text)).join('\n'), said);
    });
  }

  it('names files that are there, and all of them', () => {
    for (const folder of [base, example]) {
      const { resources, configMapGenerator } = kustomization(folder);
      for (const name of [...resources, ...configMapGenerator.flatMap(({ envs = [] }) => envs)]) {
        assert.ok(existsSync(join(folder, name)), name);
      }
    }
    assert.deepEqual(
      kustomization(example).images?.map(({ name, newTag }) => [name, newTag]),
      [['evergreen', packageJson.version]],
    );
  });

  it('sets only variables that somebody reads', () => {
    const set = [...Object.keys(settings), ...roles.flatMap((role) => secretsOf(role).map(nameOf))];
    const unknown = set.filter(
      (name) => name !== 'TZ' && !settingNames.includes(name) && !temporals.test(name),
    );
    assert.deepEqual(unknown, []);
  });

  for (const role of roles) {
    it(`starts the ${role} with a configuration that is whole`, () => {
      const secrets: Record<string, string | undefined> = ownEnvironment;
      const given = secretsOf(role).map(({ name }) => [name, secrets[name]]);
      const env = { ...settings, ...Object.fromEntries(given), NOTION_TOKEN: undefined };
      const token = role === 'worker' && { NOTION_TOKEN: 'ntn_of_a_test_1234567' };
      const key = role === 'worker' && { RESEND_API_KEY: 're_of_a_test_12345678' };
      const config = loadConfig({ ...env, ...token, ...key }, { role });
      assert.deepEqual([config.host, config.metricsPort], ['0.0.0.0', 9464]);
    });

    it(`lets the ${role} start only with every secret without which it would end`, () => {
      const needed = requiredOf(role).filter((name) => !(name in settings));
      const demanded = secretsOf(role).filter(({ isOptional }) => !isOptional);
      assert.deepEqual(demanded.map(nameOf).toSorted(), needed.toSorted());
    });

    it(`hands the ${role} the secrets that the compose file hands it, and no others`, () => {
      const own = (which: Role) => Object.keys(service(which).environment);
      const other = role === 'api' ? 'worker' : 'api';
      const needs = own(role).filter((name) => !own(other).includes(name) && !(name in settings));
      const secrets = secretsOf(role);
      assert.deepEqual(
        secrets.filter(({ secret }) => secret === `evergreen-${role}`).map(nameOf).toSorted(),
        needs.toSorted(),
      );
      const rest = secrets.filter(({ secret }) => secret !== `evergreen-${role}`);
      assert.deepEqual([...new Set(rest.map(({ secret }) => secret))], ['evergreen-shared']);
    });

    it(`gives the ${role} no rights and nothing to write to but /tmp`, () => {
      const { automountServiceAccountToken, securityContext, volumes } = podOf(role);
      assert.equal(automountServiceAccountToken, false);
      assert.deepEqual(securityContext, {
        runAsNonRoot: true,
        runAsUser: 1000,
        runAsGroup: 1000,
        seccompProfile: { type: 'RuntimeDefault' },
      });
      assert.deepEqual(containerOf(role).securityContext, {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
      assert.deepEqual(containerOf(role).volumeMounts, [{ name: 'tmp', mountPath: '/tmp' }]);
      assert.deepEqual(volumes, [{ name: 'tmp', emptyDir: { sizeLimit: '64Mi' } }]);
    });

    it(`keeps one ${role} through whatever is done to nodes, and selects its own pods`, () => {
      const { labels } = podOf(role);
      const name = `evergreen-${role}`;
      const named = inBase.filter(({ metadata }) => metadata?.name === name);
      assert.ok((ofKind(named, 'Deployment')[0]?.spec?.replicas ?? 0) >= 2);
      const selectors = [
        ...ofKind(named, 'Deployment').map(({ spec }) => spec?.selector.matchLabels),
        ...ofKind(named, 'PodDisruptionBudget').map(({ spec }) => spec?.selector?.matchLabels),
        ...(podOf(role).topologySpreadConstraints ?? []).map((one) => one.labelSelector?.matchLabels),
      ];
      assert.deepEqual(selectors, [labels, labels, labels]);
      assert.equal(ofKind(named, 'PodDisruptionBudget')[0]?.spec?.maxUnavailable, 1);
    });

    it(`holds the ${role} to the memory that the compose file gives it`, () => {
      const { resources, args } = containerOf(role);
      const { mem_limit: limit, command } = service(role);
      const inMi = { '512m': '512Mi', '1g': '1Gi' }[limit ?? ''];
      assert.equal(resources?.limits?.['memory'], inMi);
      assert.deepEqual(args, command);
    });
  }

  it('waits longer for the worker than the worker waits for its requests', () => {
    const seconds = Number(/^(\d+) seconds$/.exec(shutdownForceTime)?.[1]);
    assert.ok((podOf('worker').terminationGracePeriodSeconds ?? 0) > seconds);
  });

  it("asks each process for what it answers: the worker's readiness alone may fail", async () => {
    const probes = (role: Role) => {
      const { startupProbe, readinessProbe, livenessProbe } = containerOf(role);
      return [startupProbe, readinessProbe, livenessProbe].map((probe) => probe?.httpGet);
    };
    assert.deepEqual(probes('api'), Array(3).fill({ path: '/health', port: 'http' }));
    const [startup, readiness, liveness] = probes('worker');
    assert.deepEqual(readiness, { path: '/ready', port: 'metrics' });
    assert.deepEqual([startup, liveness], Array(2).fill({ path: '/health', port: 'metrics' }));

    assert.equal((await loneApi().request('/health')).status, 200);
    const [port = 0] = await freePorts(1);
    const health = await serveReadiness({ host: '127.0.0.1', port, areRunning: () => false });
    const statusOf = async (path = '') => (await fetch(`http://127.0.0.1:${port}${path}`)).status;
    assert.deepEqual([await statusOf(liveness?.path), await statusOf(readiness?.path)], [200, 503]);
    health.close();
  });

  it('would be refused by the processes with the variables that a cluster adds for a Service', () => {
    const [{ metadata } = {}] = ofKind(inBase, 'Service');
    const added = `${metadata?.name?.toUpperCase().replaceAll('-', '_')}_PORT`;
    assert.throws(
      () => loadConfig({ ...ownEnvironment, [added]: 'tcp://10.0.0.1:80' }),
      ({ message }: Error) => message.includes(`${added}: no such setting`),
    );
    for (const role of roles) assert.equal(podOf(role).enableServiceLinks, false);
  });

  it('leads the ingress to the port on which the API listens', () => {
    const [{ spec } = {}] = ofKind(all, 'Ingress');
    const backend = spec?.rules?.[0]?.http?.paths[0]?.backend.service;
    const [door] = ofKind(inBase, 'Service');
    assert.deepEqual(backend, { name: door?.metadata?.name, port: { name: 'http' } });
    assert.deepEqual(door?.spec?.selector, podOf('api').labels);
    assert.equal(door?.spec?.ports?.[0]?.targetPort, 'http');
    for (const role of roles) {
      for (const { name, containerPort } of containerOf(role).ports ?? []) {
        const setting = name === 'http' ? 'PORT' : 'METRICS_PORT';
        assert.equal(String(containerPort), settings[setting]);
      }
    }
  });

  it('lets each reach what it needs, and be reached by whom it serves', () => {
    const policies = ofKind(inBase, 'NetworkPolicy').map(({ spec }) => spec ?? { podSelector: {} });
    const governs = (role: Role, selector: Resource['metadata'] | object = {}) => {
      const { matchLabels = {}, matchExpressions = [] } = selector as {
        matchLabels?: Record<string, string>;
        matchExpressions?: { key: string; values: string[] }[];
      };
      const { labels } = podOf(role);
      return (
        Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
        matchExpressions.every(({ key, values }) => values.includes(labels[key] ?? ''))
      );
    };
    const allowed = (role: Role) => {
      const own = policies.filter(({ podSelector }) => governs(role, podSelector));
      const ports = (rules: { ports?: { port?: number | string }[] }[] | undefined) =>
        (rules ?? []).flatMap(({ ports: some = [] }) => some.map(({ port }) => port));
      return {
        isClosed: own.some(({ policyTypes = [] }) => policyTypes.length === 2),
        in: own.flatMap(({ ingress }) => ports(ingress)).toSorted(),
        out: [...new Set(own.flatMap(({ egress }) => ports(egress)))].toSorted(),
      };
    };
    assert.deepEqual(allowed('api'), { isClosed: true, in: ['http', 'metrics'], out: [53, 7233] });
    assert.deepEqual(allowed('worker'), { isClosed: true, in: ['metrics'], out: [443, 53, 7233] });
    const blocks = policies.flatMap(({ egress = [] }) =>
      egress.flatMap(({ to = [] }) => to.flatMap(({ ipBlock }) => ipBlock?.except ?? [])),
    );
    assert.ok(blocks.includes('169.254.0.0/16'), "not the cloud's own addresses");
  });

  it('has no value of a secret', () => {
    const text = [...kustomization(base).resources, 'kustomization.yaml']
      .map((name) => readFileSync(join(base, name), 'utf8'))
      .join('\n');
    assert.doesNotMatch(text, /kind: Secret\b/);
    for (const role of roles) {
      for (const { value } of containerOf(role).env ?? []) assert.equal(value, undefined);
    }
    const named = Object.keys(settings).filter((name) => /SECRET|TOKEN|KEY/.test(name));
    assert.deepEqual(named, []);
  });
});

function nameOf({ name }: { name: string }): string {
  return name;
}

/** What a process of a role would not start without. */
function requiredOf(role: Role): string[] {
  try {
    loadConfig({ WEBHOOK_KEY: 'any' }, { role });
  } catch (error) {
    if (!(error instanceof InvalidConfig)) throw error;
    return [...error.message.matchAll(/(\w+): is required/g)].map(([, name = '']) => name);
  }
  return [];
}
