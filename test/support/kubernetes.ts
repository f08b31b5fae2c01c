import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type * as kubernetes from '../contract/kubernetes-types.js';

/** What stands in deploy/kubernetes, as kustomize would put it together, but for names and labels. */

export const base = 'deploy/kubernetes/base';
export const example = 'deploy/kubernetes/example';
/** The workers of one release beside those of others. */
export const version = 'deploy/kubernetes/version';

export type Resource =
  | (kubernetes.ConfigMap & { kind: 'ConfigMap' })
  | (kubernetes.Deployment & { kind: 'Deployment' })
  | (kubernetes.Ingress & { kind: 'Ingress' })
  | (kubernetes.Namespace & { kind: 'Namespace' })
  | (kubernetes.NetworkPolicy & { kind: 'NetworkPolicy' })
  | (kubernetes.PodDisruptionBudget & { kind: 'PodDisruptionBudget' })
  | (kubernetes.Service & { kind: 'Service' })
  | (kubernetes.ServiceAccount & { kind: 'ServiceAccount' });

export type Container = NonNullable<
  NonNullable<NonNullable<kubernetes.Deployment['spec']>['template']['spec']>['containers'][number]
>;

/** A kustomization, as far as ours go. */
export interface Kustomization {
  namespace?: string;
  resources: string[];
  configMapGenerator: { name: string; behavior?: string; literals?: string[]; envs?: string[] }[];
  nameSuffix?: string;
  labels?: { pairs: Record<string, string>; includeSelectors?: boolean }[];
  patches?: { target: { kind: string; name?: string }; patch: string }[];
  images?: { name: string; newName?: string; newTag?: string; digest?: string }[];
}

function documentsIn(path: string): unknown[] {
  return parseAllDocuments(readFileSync(path, 'utf8')).map((document) => {
    const [error] = document.errors;
    if (error) throw new Error(`${path}: ${error.message}`);
    return document.toJS() as unknown;
  });
}

export function kustomization(folder: string): Kustomization {
  return documentsIn(join(folder, 'kustomization.yaml'))[0] as Kustomization;
}

/** Every resource that a kustomization names as a file. */
function resourcesOf(folder: string): Resource[] {
  const files = kustomization(folder).resources.filter((name) => name.endsWith('.yaml'));
  return files.flatMap((name) => documentsIn(join(folder, name)) as Resource[]);
}

/** The lines `NAME=value` of a kustomization's generated settings. */
function settingsOf(folder: string): Record<string, string> {
  const lines = kustomization(folder).configMapGenerator.flatMap(({ literals = [], envs = [] }) => [
    ...literals,
    ...envs.flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n')),
  ]);
  const entries = lines.flatMap((line) => {
    const [, name, value] = /^(\w+)=(.*)$/.exec(line) ?? [];
    return name === undefined ? [] : [[name, value ?? '']];
  });
  return Object.fromEntries(entries) as Record<string, string>;
}

/** The resources of one kind. */
export function ofKind<K extends Resource['kind']>(resources: readonly Resource[], kind: K) {
  return resources.filter((one): one is Extract<Resource, { kind: K }> => one.kind === kind);
}

export const roles = ['api', 'worker'] as const;
export type Role = (typeof roles)[number];

export const inBase = resourcesOf(base);

/** All resources, and the settings of both processes, as the example adds to them. */
export const all = [...inBase, ...resourcesOf(example)];
export const settings = { ...settingsOf(base), ...settingsOf(example) };

/** What a process's pod is made from. */
export function podOf(role: Role) {
  const name = `evergreen-${role}`;
  const found = ofKind(inBase, 'Deployment').find(({ metadata }) => metadata?.name === name);
  const template = found?.spec?.template;
  if (!template?.spec) throw new Error(`there is no Deployment ${name}`);
  return { labels: template.metadata?.labels ?? {}, ...template.spec };
}

/** Its one container. */
export function containerOf(role: Role): Container {
  const [container, ...others] = podOf(role).containers;
  if (!container || others.length > 0) throw new Error(`expected one container for the ${role}`);
  return container;
}
