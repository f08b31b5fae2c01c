import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import packageJson from '../package.json' with { type: 'json' };
import { settingNames } from '../src/config/environment.js';
import { loadConfig } from '../src/config.js';
import { InvalidConfig } from '../src/domain/errors.js';
import { misfits, type SdkType } from './contract/schemas.js';
import { service } from './support/compose-file.js';
import {
  all,
  base,
  containerOf,
  example,
  inBase,
  kustomization,
  ofKind,
  podOf,
  type Role,
  roles,
  settings,
  version,
} from './support/kubernetes.js';
import { ownEnvironment } from './support/own-environment.js';

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
      const one = inBase.find((resource) => resource.kind === kind);
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

  it('has workers of a release beside those of others, and nothing else of it', () => {
    const { labels, nameSuffix, images, patches = [], ...rest } = kustomization(version);
    const [{ literals = [] } = {}] = rest.configMapGenerator;
    const set = Object.fromEntries(literals.map((line) => line.split('=') as [string, string]));
    const release = loadConfig({ ...ownEnvironment, ...set }).version?.buildId ?? '';
    assert.equal(nameSuffix, `-${release.replaceAll('.', '-')}`);
    assert.deepEqual(labels, [
      { pairs: { 'app.kubernetes.io/version': release }, includeSelectors: true },
    ]);
    assert.deepEqual(
      images?.map(({ newTag }) => newTag),
      [release],
    );
    const isTakenOut = ({ kind, metadata }: (typeof all)[number]) =>
      patches.some(
        ({ target, patch }) =>
          target.kind === kind &&
          (target.name ?? metadata?.name) === metadata?.name &&
          patch.startsWith('$patch: delete\n') &&
          patch.includes(`\nkind: ${kind}\n`),
      );
    assert.deepEqual(
      all.filter((one) => !isTakenOut(one)).map(({ metadata }) => metadata?.name),
      ['evergreen-worker'],
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

    it(`lets the ${role} start only with every secret without which it would end, and sealed`, () => {
      const ending = requiredOf(role).filter((name) => !(name in settings));
      const needed = [...ending, 'ENCRYPTION_KEY'];
      const demanded = secretsOf(role).filter(({ isOptional }) => !isOptional);
      assert.deepEqual(demanded.map(nameOf).toSorted(), needed.toSorted());
    });

    it(`hands the ${role} the secrets that the compose file hands it, and no others`, () => {
      const own = (which: Role) => Object.keys(service(which).environment);
      const other = role === 'api' ? 'worker' : 'api';
      const needs = own(role).filter((name) => !own(other).includes(name) && !(name in settings));
      const secrets = secretsOf(role);
      assert.deepEqual(
        secrets
          .filter(({ secret }) => secret === `evergreen-${role}`)
          .map(nameOf)
          .toSorted(),
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
        ...(podOf(role).topologySpreadConstraints ?? []).map(
          (one) => one.labelSelector?.matchLabels,
        ),
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
