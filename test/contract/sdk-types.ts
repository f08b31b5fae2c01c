import { readFile } from 'node:fs/promises';

/** Which types of an official SDK, or of an API, say what passes between it and its service. */
export interface SdkTypes {
  sdk: '@notionhq/client' | 'resend' | 'kubernetes-types';
  /** Its type declarations, from the project's folder. */
  path: string;
  /** Where the generated schemas are kept, beside this file. */
  file: string;
  types: readonly string[];
}

export const sdkTypes = {
  notion: {
    sdk: '@notionhq/client',
    path: 'node_modules/@notionhq/client/build/src/index.d.ts',
    file: 'schemas/notion.json',
    types: [
      'AppendBlockChildrenParameters',
      'AppendBlockChildrenResponse',
      'CreateDatabaseParameters',
      'CreatePageParameters',
      'DatabaseObjectResponse',
      'DataSourceObjectResponse',
      'GetDataSourceResponse',
      'GetPagePropertyResponse',
      'GetSelfResponse',
      'GetUserResponse',
      'ListBlockChildrenResponse',
      'PageObjectResponse',
      'QueryDataSourceParameters',
      'QueryDataSourceResponse',
      'SearchParameters',
      'SearchResponse',
      'UpdateDataSourceParameters',
      'UpdatePageParameters',
    ],
  },
  resend: {
    sdk: 'resend',
    path: 'node_modules/resend/dist/index.d.mts',
    file: 'schemas/resend.json',
    types: [
      'AddSuppressionOptions',
      'AddSuppressionResponseSuccess',
      'CreateEmailResponseSuccess',
      'EmailApiOptions',
      'GetDomainResponseSuccess',
      'CreateWebhookOptions',
      'CreateWebhookResponseSuccess',
      'GetEmailResponseSuccess',
      'GetSuppressionResponseSuccess',
      'GetUsageResponseSuccess',
      'GetWebhookEventResponseSuccess',
      'GetWebhookResponseSuccess',
      'ListDomainsResponseSuccess',
      'ListEmailsResponseSuccess',
      'ListSuppressionsResponseSuccess',
      'ListWebhookEventAttemptsResponseSuccess',
      'ListWebhookEventsResponseSuccess',
      'ListWebhooksResponseSuccess',
      'RemoveSuppressionResponseSuccess',
      'ReplayWebhookEventResponseSuccess',
      'WebhookEventPayload',
    ],
  },
  kubernetes: {
    sdk: 'kubernetes-types',
    path: 'test/contract/kubernetes-types.ts',
    file: 'schemas/kubernetes.json',
    types: [
      'ConfigMap',
      'Deployment',
      'Ingress',
      'Namespace',
      'NetworkPolicy',
      'PodDisruptionBudget',
      'Service',
      'ServiceAccount',
    ],
  },
} as const satisfies Record<string, SdkTypes>;

/** JSON Schemas made from an SDK's types, and which version of it they were made from. */
export interface SdkSchemas {
  sdk: string;
  definitions: Record<string, object>;
}

/** `resend 6.38.0`, as installed. */
export async function installedSdk({ sdk }: SdkTypes): Promise<string> {
  const file = new URL(`../../node_modules/${sdk}/package.json`, import.meta.url);
  const { version } = JSON.parse(await readFile(file, 'utf8')) as { version: string };
  return `${sdk} ${version}`;
}

export function schemaFile({ file }: SdkTypes): URL {
  return new URL(file, import.meta.url);
}
