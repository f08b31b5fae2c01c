import assert from 'node:assert/strict';
import { loadConfig } from '../src/config.js';
import { shutdownForceTime } from '../src/processes/run-workers.js';
import { serveReadiness } from '../src/processes/worker-health.js';
import {
  all,
  containerOf,
  inBase,
  ofKind,
  podOf,
  type Resource,
  type Role,
  roles,
  settings,
} from './support/kubernetes.js';
import { loneApi } from './support/lone-api.js';
import { ownEnvironment } from './support/own-environment.js';
import { freePorts } from './support/sandbox-process.js';

describe('the processes of deploy/kubernetes', () => {
  it('waits longer for the worker than the worker waits for its requests', () => {
    const seconds = Number(/^(\d+) seconds$/.exec(shutdownForceTime)?.[1]);
    assert.ok((podOf('worker').terminationGracePeriodSeconds ?? 0) > seconds);
  });

  it("asks each process for what it answers: the worker's readiness alone may fail", async () => {
    const alive = (port: string) => ({ path: '/health', port });
    const probes = (role: Role) => {
      const { startupProbe, readinessProbe, livenessProbe } = containerOf(role);
      return [startupProbe, readinessProbe, livenessProbe].map((probe) => probe?.httpGet);
    };
    assert.deepEqual(probes('api'), [alive('http'), alive('http'), alive('http')]);
    const [startup, readiness, liveness] = probes('worker');
    assert.deepEqual(readiness, { path: '/ready', port: 'metrics' });
    assert.deepEqual([startup, liveness], [alive('metrics'), alive('metrics')]);

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
        in: own
          .flatMap(({ ingress }) => ports(ingress))
          .map(String)
          .toSorted(),
        out: [...new Set(own.flatMap(({ egress }) => ports(egress)).map(String))].toSorted(),
      };
    };
    assert.deepEqual(allowed('api'), {
      isClosed: true,
      in: ['http', 'metrics'],
      out: ['53', '7233'],
    });
    assert.deepEqual(allowed('worker'), {
      isClosed: true,
      in: ['metrics'],
      out: ['443', '53', '7233'],
    });
    const blocks = policies.flatMap(({ egress = [] }) =>
      egress.flatMap(({ to = [] }) => to.flatMap(({ ipBlock }) => ipBlock?.except ?? [])),
    );
    assert.ok(blocks.includes('169.254.0.0/16'), "not the cloud's own addresses");
  });
});
