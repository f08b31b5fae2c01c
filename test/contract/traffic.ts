import assert from 'node:assert/strict';
import type { Exchange } from '../../src/sandbox/standin/middleware.js';
import { type Vendor as Described, misfits, type SdkType } from './schemas.js';
import { asTheSdkKnowsIt } from './webhook-fields.js';

/** Whom the product talks to by an SDK. */
type Vendor = Exclude<Described, 'kubernetes'>;

/** What the SDK's types say of one route. */
interface Rule<V extends Vendor> {
  /** Method and path; `:name` is what the SDK's parameters call that part of the path. */
  route: string;
  parameters?: SdkType<V>;
  /** Where the parameters are the body alone, without path and query. */
  isBodyOnly?: true;
  answer: SdkType<V>;
  /** What each of the answer's results is, to name what is wrong with one. */
  results?: SdkType<V>;
  /** Makes the answer one that the type knows, where the service is ahead of its SDK. */
  asKnown?: (answer: unknown) => unknown;
}

const notionRules: Rule<'notion'>[] = [
  { route: 'GET /v1/users/me', answer: 'GetSelfResponse' },
  { route: 'GET /v1/users/:user_id', answer: 'GetUserResponse' },
  { route: 'POST /v1/search', parameters: 'SearchParameters', answer: 'SearchResponse' },
  { route: 'GET /v1/databases/:database_id', answer: 'DatabaseObjectResponse' },
  {
    route: 'POST /v1/databases',
    parameters: 'CreateDatabaseParameters',
    answer: 'DatabaseObjectResponse',
  },
  { route: 'GET /v1/data_sources/:data_source_id', answer: 'DataSourceObjectResponse' },
  {
    route: 'PATCH /v1/data_sources/:data_source_id',
    parameters: 'UpdateDataSourceParameters',
    answer: 'DataSourceObjectResponse',
  },
  {
    route: 'POST /v1/data_sources/:data_source_id/query',
    parameters: 'QueryDataSourceParameters',
    answer: 'QueryDataSourceResponse',
    results: 'PageObjectResponse',
  },
  { route: 'POST /v1/pages', parameters: 'CreatePageParameters', answer: 'PageObjectResponse' },
  { route: 'GET /v1/pages/:page_id', answer: 'PageObjectResponse' },
  {
    route: 'PATCH /v1/pages/:page_id',
    parameters: 'UpdatePageParameters',
    answer: 'PageObjectResponse',
  },
  { route: 'GET /v1/pages/:page_id/properties/:property_id', answer: 'GetPagePropertyResponse' },
  { route: 'GET /v1/blocks/:block_id/children', answer: 'ListBlockChildrenResponse' },
  {
    route: 'PATCH /v1/blocks/:block_id/children',
    parameters: 'AppendBlockChildrenParameters',
    answer: 'AppendBlockChildrenResponse',
  },
];

const resendRules: Rule<'resend'>[] = [
  {
    route: 'POST /emails',
    parameters: 'EmailApiOptions',
    isBodyOnly: true,
    answer: 'CreateEmailResponseSuccess',
  },
  { route: 'GET /emails', answer: 'ListEmailsResponseSuccess' },
  { route: 'GET /emails/:id', answer: 'GetEmailResponseSuccess' },
  { route: 'GET /usage', answer: 'GetUsageResponseSuccess' },
  { route: 'GET /domains', answer: 'ListDomainsResponseSuccess' },
  { route: 'GET /domains/:id', answer: 'GetDomainResponseSuccess' },
  {
    route: 'POST /suppressions',
    parameters: 'AddSuppressionOptions',
    isBodyOnly: true,
    answer: 'AddSuppressionResponseSuccess',
  },
  { route: 'GET /suppressions', answer: 'ListSuppressionsResponseSuccess' },
  { route: 'GET /suppressions/:id', answer: 'GetSuppressionResponseSuccess' },
  { route: 'DELETE /suppressions/:id', answer: 'RemoveSuppressionResponseSuccess' },
  {
    route: 'POST /webhooks',
    parameters: 'CreateWebhookOptions',
    isBodyOnly: true,
    answer: 'CreateWebhookResponseSuccess',
  },
  { route: 'GET /webhooks', answer: 'ListWebhooksResponseSuccess' },
  { route: 'GET /webhooks/:id', answer: 'GetWebhookResponseSuccess' },
  { route: 'GET /webhooks/:id/events', answer: 'ListWebhookEventsResponseSuccess' },
  {
    route: 'GET /webhooks/:id/events/:event',
    answer: 'GetWebhookEventResponseSuccess',
    asKnown(answer) {
      const event = answer as { payload: { data: Record<string, unknown> } };
      return { ...event, payload: asTheSdkKnowsIt(event.payload) };
    },
  },
  {
    route: 'GET /webhooks/:id/events/:event/attempts',
    answer: 'ListWebhookEventAttemptsResponseSuccess',
  },
  { route: 'POST /webhooks/:id/events/:event/replay', answer: 'ReplayWebhookEventResponseSuccess' },
];

const rules = { notion: notionRules, resend: resendRules };

/**
 * Checks what passes between the official clients and the stand-ins by the clients' own types:
 * every answer, and the requests that were carried out or, when `allRequests`, every one.
 */
export class Traffic {
  readonly #allRequests: boolean;
  readonly #violations = new Set<string>();
  #checked = 0;

  constructor(options: { allRequests: boolean }) {
    this.#allRequests = options.allRequests;
  }

  /** How many requests and answers were held against a type. */
  get checked(): number {
    return this.#checked;
  }

  observer<V extends Vendor>(vendor: V): (exchange: Exchange) => void {
    return (exchange) => this.#check(vendor, rules[vendor] as Rule<V>[], exchange);
  }

  /** @throws AssertionError naming every violation since the last time it was asked */
  assertFaithful(): void {
    const found = [...this.#violations];
    this.#violations.clear();
    assert.deepEqual(found, [], `not what the SDK's types say:\n${found.join('\n')}`);
  }

  #check<V extends Vendor>(vendor: V, known: Rule<V>[], exchange: Exchange): void {
    const { method, path, answer } = exchange;
    const match = known
      .map((rule) => ({ rule, params: paramsOf(rule.route, `${method} ${path}`) }))
      .find(({ params }) => params);
    const isCarriedOut = answer !== undefined;
    if (!match?.params) {
      if (isCarriedOut)
        this.#violations.add(`${vendor} ${method} ${path}: no type is known for it`);
      return;
    }
    const { rule, params } = match;
    const { parameters } = rule;
    if (parameters && (isCarriedOut || this.#allRequests)) {
      const sent = rule.isBodyOnly ? exchange.body : merged(exchange, params);
      this.#hold(vendor, parameters, rule.route, sent);
    }
    if (!isCarriedOut) return;
    const { results } = answer as { results?: unknown[] };
    for (const result of (rule.results && results) ?? []) {
      this.#hold(vendor, rule.results ?? rule.answer, rule.route, result);
    }
    this.#hold(vendor, rule.answer, rule.route, rule.asKnown?.(answer) ?? answer);
  }

  #hold<V extends Vendor>(vendor: V, type: SdkType<V>, route: string, value: unknown): void {
    this.#checked += 1;
    for (const misfit of misfits(vendor, type, value)) {
      this.#violations.add(`${vendor} ${route}, ${type}: ${misfit}`);
    }
  }
}

/** The SDK's parameters are one object of path, query and body. */
function merged({ query, body }: Exchange, params: Record<string, string>): unknown {
  const { filter_properties: shown } = query;
  return { ...(body as object), ...params, ...(shown && { filter_properties: shown }) };
}

function paramsOf(route: string, request: string): Record<string, string> | undefined {
  const pattern = route.replace(/:(\w+)/g, '(?<$1>[^/]+)');
  const found = new RegExp(`^${pattern}$`).exec(request);
  return found ? { ...found.groups } : undefined;
}
