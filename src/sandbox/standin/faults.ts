/** A bad way to answer: an error status, or something worse. */
export type Ending = number | 'reset' | 'silence' | 'slow-body' | 'not-json' | 'null-body' | 'late';

/** One thing that goes wrong: which requests it hits, how often, and what becomes of them. */
export interface Fault {
  kind: string;

  /** Method and path, with `:params` or `*`: `POST /emails`. */
  route?: string;
  /** Bearer key, exact. */
  key?: string;
  /** Part of the raw body or of the path with its query. */
  match?: string;
  /** Lets the first so many matching requests pass. */
  skip?: number;
  /** Hits at most so many requests. */
  times?: number;
  /** Hits a matching request with this probability. */
  probability?: number;

  /** For `before` and `after`: how the request ends. */
  then?: Exclude<Ending, 'late'>;
  status?: number;
  retryAfterSeconds?: number;
  /** Answered instead of the vendor's own error body. */
  body?: unknown;
  delayMs?: number;
  /** For Notion's `after`: a 5xx names the page that was made. */
  committedResourceId?: boolean;
  /** For Resend's `quota`. */
  quota?: 'daily' | 'monthly';
}

/** What a kind of fault does with the requests that it hits. */
export interface FaultKind {
  /** The fields it understands beyond those that choose its requests. */
  fields: readonly (keyof Fault)[];
  /** The requests it is meant for when a fault names no route. */
  route?: string;
  /** The same, where they are of several kinds; and it never hits others. */
  routes?: readonly string[];
  /** The request is carried out first; otherwise nothing is done. */
  isExecuted?: true;
  /** It hits what the vendor sends by itself (webhooks), never a request. */
  isOutgoing?: true;
  /** Left out by a kind that a route looks at by itself and then answers as usual. */
  ending?: (fault: Fault) => Ending;
}

export type FaultKinds = Readonly<Record<string, FaultKind>>;

/** The kinds that every stand-in has. */
export const commonKinds = {
  status: {
    fields: ['status', 'retryAfterSeconds', 'body'],
    ending: ({ status = 500 }) => status,
  },
  before: {
    fields: ['then', 'retryAfterSeconds', 'body', 'delayMs'],
    ending: ({ then = 'reset' }) => then,
  },
  after: {
    fields: ['then', 'retryAfterSeconds', 'body', 'delayMs'],
    isExecuted: true,
    ending: ({ then = 'reset' }) => then,
  },
  hang: { fields: [], ending: () => 'silence' },
  reset: { fields: [], ending: () => 'reset' },
  refuse: { fields: [], ending: () => 'reset' },
  'not-json': { fields: ['status'], ending: () => 'not-json' },
  'null-body': { fields: ['status'], ending: () => 'null-body' },
  'slow-body': { fields: ['delayMs'], isExecuted: true, ending: () => 'slow-body' },
  pause: { fields: ['delayMs'], isExecuted: true, ending: () => 'late' },
} as const satisfies FaultKinds;
