/** What is mutated, and the tests that must notice: fast ones, without a server. */
export interface Module {
  name: string;
  files: readonly string[];
  tests: readonly string[];
  /** Mutants that change nothing that anybody can see; each with the reason. */
  equivalent?: readonly EquivalentMutant[];
}

export interface EquivalentMutant {
  file: string;
  /** The code as it stands, as it is listed of a survivor; and what it becomes. */
  was: string;
  becomes: string;
  why: string;
}

export const modules: readonly Module[] = [
  {
    name: 'planner',
    files: ['plan/plan', 'plan/late', 'plan/replan', 'plan/sequence'].map(
      (path) => `src/domain/${path}.ts`,
    ),
    tests: ['plan', 'plan-laws', 'late', 'replan'].map(
      (name) => `test/domain/plan/${name}.test.ts`,
    ),
    equivalent: [
      {
        file: 'src/domain/plan/late.ts',
        was: "''",
        becomes: '"Stryker was here!"',
        why: 'the template of an email of which only the time is known is told to nobody',
      },
      {
        file: 'src/domain/plan/late.ts',
        was: "'evergreen'",
        becomes: '""',
        why: 'nor is who sends it',
      },
      {
        file: 'src/domain/plan/replan.ts',
        was: 'until > last.until',
        becomes: 'until >= last.until',
        why: 'an end that is the same is written over by itself',
      },
    ],
  },
  {
    name: 'keys',
    files: ['contact', 'lower-case', 'run/run-id', 'run/stop'].map(
      (path) => `src/domain/${path}.ts`,
    ),
    tests: ['contact', 'mailbox', 'lower-case', 'run/run', 'run/stop', 'run/ids'].map(
      (name) => `test/domain/${name}.test.ts`,
    ),
    equivalent: [
      {
        file: 'src/domain/contact.ts',
        was: "''",
        becomes: '"Stryker was here!"',
        why: 'a text that is split has a last part',
      },
      {
        file: 'src/domain/lower-case.ts',
        was: '/[A-Z]+/g',
        becomes: '/[A-Z]/g',
        why: 'letters are lowered one by one as they are together',
      },
      ...[
        ['/^[ -~]*$/.test(text)', 'false'],
        ['/^[ -~]*$/', '/^[ -~]$/'],
      ].map(([was = '', becomes = '']) => ({
        file: 'src/domain/lower-case.ts',
        was,
        becomes,
        why: 'of ASCII alone both ways come to the same; one is faster',
      })),
      {
        file: 'src/domain/contact.ts',
        was: '/[\\s,;<>()"]+/',
        becomes: '/[\\s,;<>()"]/',
        why: 'an empty piece holds no address',
      },
      {
        file: 'src/domain/contact.ts',
        was: '[]',
        becomes: '["Stryker was here"]',
        why: 'what is no address has no domain either way',
      },
      {
        file: 'src/domain/run/stop.ts',
        was: "''",
        becomes: '"Stryker was here!"',
        why: 'an id without a key is none of a stop',
      },
    ],
  },
  {
    name: 'tokens',
    files: ['src/domain/mail/unsubscribe-token.ts'],
    tests: ['test/domain/mail/unsubscribe-token.test.ts'],
    equivalent: [
      ...['{ authTagLength: tagLength }', '{ authTagLength: tagLength, }'].map((was) => ({
        file: 'src/domain/mail/unsubscribe-token.ts',
        was,
        becomes: '{}',
        why: "sixteen bytes are GCM's own length, and what is read has no other",
      })),
      {
        file: 'src/domain/mail/unsubscribe-token.ts',
        was: "'utf8'",
        becomes: '""',
        why: 'Node takes an empty encoding for UTF-8',
      },
      {
        file: 'src/domain/mail/unsubscribe-token.ts',
        was: '{ return undefined; // forged or damaged }',
        becomes: '{}',
        why: 'a function that ends gives undefined',
      },
    ],
  },
  {
    name: 'verifiers',
    files: [
      'src/api/http/auth.ts',
      'src/api/senders/signatures.ts',
      'src/vendors/resend/verify-webhook.ts',
    ],
    tests: [
      'test/api/http/auth.test.ts',
      'test/api/senders/signatures.test.ts',
      'test/vendors/resend-webhook.test.ts',
    ],
  },
  {
    name: 'escaping',
    files: [
      'src/domain/mail/template-filters.ts',
      'src/domain/mail/template-engine.ts',
      'src/domain/mail/template-html.ts',
      'src/cli/plain.ts',
      'src/cli/record-files.ts',
    ],
    tests: [
      'template-filters',
      'template-html',
      'template-values',
      'template-limits',
      'template-tags',
      'template-text',
      'template',
      'shown',
    ]
      .map((name) => `test/domain/mail/${name}.test.ts`)
      .concat('test/cli/plain.test.ts', 'test/cli/record-files.test.ts'),
  },
  {
    name: 'limiter',
    files: [
      'src/api/http/token-buckets.ts',
      'src/api/http/callers.ts',
      'src/vendors/gate.ts',
      'src/vendors/lanes.ts',
      'src/vendors/retry-after.ts',
    ],
    tests: [
      'test/api/http/limits.test.ts',
      'test/api/http/token-buckets.test.ts',
      'test/vendors/gate.test.ts',
      'test/vendors/retry-after.test.ts',
    ],
  },
];
