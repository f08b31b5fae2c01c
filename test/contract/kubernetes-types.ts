/** What stands in deploy/kubernetes, by the types that are made from the description of Kubernetes' API. */

export type { Deployment } from 'kubernetes-types/apps/v1.d.ts';
export type { ConfigMap, Namespace, Service, ServiceAccount } from 'kubernetes-types/core/v1.d.ts';
export type { Ingress, NetworkPolicy } from 'kubernetes-types/networking/v1.d.ts';
export type { PodDisruptionBudget } from 'kubernetes-types/policy/v1.d.ts';
