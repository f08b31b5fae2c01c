import assert from 'node:assert/strict';
import type { CreateEmailOptions, Resend } from 'resend';
import type { Fact, Question, Target } from './fact.js';

/** The account that is asked. */
export interface Account {
  url: string;
  /** A sender whose domain is verified. */
  from: string;
  /** The official client; another key makes another client. */
  resend(key?: string): Resend;
  /** Lets one request through at the pace that the account allows. */
  pass<T>(request: () => Promise<T>): Promise<T>;
}

type ResendTarget = Target<Account>;

const recipient = 'delivered+contract@resend.dev';
const run = Date.now().toString(36);
let count = 0;

/** Never used before, here or at the service. */
function freshKey(): string {
  count += 1;
  return `contract/${run}/${count}`;
}

function mailOf({ client }: ResendTarget, changes: Record<string, unknown> = {}) {
  return {
    from: client.from,
    to: recipient,
    subject: 'Contract',
    html: '<p>Hi</p>',
    text: 'Hi',
    headers: { 'X-Contract': 'yes' },
    tags: [{ name: 'suite', value: 'contract' }],
    ...changes,
  } as CreateEmailOptions;
}

/** Status and name of the refusal, or that it was accepted. */
async function send(
  target: ResendTarget,
  changes: Record<string, unknown> = {},
  idempotencyKey: string = freshKey(),
): Promise<{ id: string } | [status: number | null, name: string]> {
  const { client } = target;
  const mail = mailOf(target, changes);
  const { data, error } = await client.pass(() =>
    client.resend().emails.send(mail, { idempotencyKey }),
  );
  return data ?? [error.statusCode, error.name];
}

function refusal(
  fact: string,
  changes: Record<string, unknown>,
  expected: [status: number, name: string],
): Fact<Account> {
  return {
    fact,
    async check(target) {
      assert.deepEqual(await send(target, changes), expected);
    },
  };
}

export const resendFacts: Fact<Account>[] = [
  {
    fact: 'a send is accepted and reads back as it was sent',
    async check(target) {
      const sent = await send(target);
      assert.ok('id' in sent, JSON.stringify(sent));
      const { client } = target;
      const { data } = await client.pass(() => client.resend().emails.get(sent.id));
      const { from, to, subject, html, text, tags } = data ?? {};
      const expected = mailOf(target);
      assert.deepEqual(
        { from, to, subject, html, text, tags },
        {
          from: expected.from,
          to: [recipient],
          subject: expected.subject,
          html: '<p>Hi</p>',
          text: 'Hi',
          tags: expected.tags,
        },
      );
    },
  },
  {
    fact: 'the same payload under the same key gives the first id',
    async check(target) {
      const key = freshKey();
      const first = await send(target, {}, key);
      assert.ok('id' in first, JSON.stringify(first));
      assert.deepEqual(await send(target, {}, key), first);
    },
  },
  {
    fact: 'another payload under the same key is refused',
    async check(target) {
      const key = freshKey();
      await send(target, {}, key);
      assert.deepEqual(await send(target, { subject: 'Other' }, key), [
        409,
        'invalid_idempotent_request',
      ]);
    },
  },
  {
    fact: 'a key of 257 characters is refused',
    async check(target) {
      assert.deepEqual(await send(target, {}, 'k'.repeat(257)), [400, 'invalid_idempotency_key']);
    },
  },
  ...['from', 'to', 'subject'].map((field) => ({
    fact: `a send without "${field}" is refused`,
    async check(target: ResendTarget) {
      const answer = await send(target, { [field]: undefined });
      assert.ok(Array.isArray(answer), 'it was accepted');
      assert.equal(answer[0], 422);
    },
  })),
  refusal('a missing field has a name of its own', { from: undefined }, [
    422,
    'missing_required_field',
  ]),
  refusal('a sender that is no address is refused', { from: 'Ava' }, [422, 'invalid_from_address']),
  refusal('a recipient that is no address is refused', { to: 'sarah@' }, [422, 'validation_error']),
  refusal(
    '51 recipients are refused',
    { to: Array.from({ length: 51 }, (_, n) => `delivered+${n}@resend.dev`) },
    [422, 'validation_error'],
  ),
  refusal('a slash in a tag is refused', { tags: [{ name: 'run', value: 'a/b' }] }, [
    422,
    'validation_error',
  ]),
  refusal('a sender domain that is not verified is refused', { from: 'ava@unverified.test' }, [
    403,
    'validation_error',
  ]),
  refusal('a recipient at example.com is refused', { to: 'sarah@example.com' }, [
    422,
    'validation_error',
  ]),
  {
    fact: 'a request without a key is refused',
    async check({ client }) {
      const answer = await client.pass(() =>
        fetch(`${client.url}/emails`, { method: 'POST', body: '{}' }),
      );
      const { name } = (await answer.json()) as { name: string };
      assert.deepEqual([answer.status, name], [401, 'missing_api_key']);
    },
  },
  {
    fact: 'a wrong key is refused',
    async check({ client }) {
      const { error } = await client.pass(() => client.resend('re_wrong').domains.list());
      assert.deepEqual([error?.statusCode, error?.name], [403, 'invalid_api_key']);
    },
  },
  {
    fact: 'an unknown mail is not found',
    async check({ client }) {
      const id = '10000000-0000-4000-8000-000000000000';
      const { error } = await client.pass(() => client.resend().emails.get(id));
      assert.deepEqual([error?.statusCode, error?.name], [404, 'not_found']);
    },
  },
  {
    fact: 'answers tell the rate limit',
    async check({ client }) {
      const { headers } = await client.pass(() => client.resend().emails.list({ limit: 1 }));
      const { 'ratelimit-limit': limit, 'ratelimit-remaining': remaining } = headers ?? {};
      assert.ok(Number(limit) > 0 && Number(remaining) >= 0, `${limit}, ${remaining}`);
      assert.ok(Number(headers?.['ratelimit-reset']) > 0);
    },
  },
  {
    fact: 'the usage tells both quotas and the rate',
    async check({ client }) {
      const { data } = await client.pass(() => client.resend().usage.get());
      assert.ok(Date.parse(data?.emails.daily.resets_at ?? '') > 0);
      assert.ok(Date.parse(data?.emails.monthly.resets_at ?? '') > 0);
      assert.ok((data?.rate_limit.limit ?? 0) > 0);
    },
  },
];

export const resendQuestions: Question<Account>[] = [
  {
    question: 'is a payload under a key compared by its meaning',
    assumed: true,
    async ask(target) {
      const key = freshKey();
      const first = await send(target, {}, key);
      const { client } = target;
      const reversed = Object.fromEntries(Object.entries(mailOf(target)).toReversed());
      const { data } = await client.pass(() =>
        client.resend().emails.send(reversed as unknown as CreateEmailOptions, {
          idempotencyKey: key,
        }),
      );
      return 'id' in first && data?.id === first.id;
    },
  },
  {
    question: 'does the list show a mail at once',
    assumed: true,
    async ask(target) {
      const sent = await send(target);
      const { client } = target;
      const { data } = await client.pass(() => client.resend().emails.list({ limit: 5 }));
      return 'id' in sent && (data?.data ?? []).some(({ id }) => id === sent.id);
    },
  },
  {
    question: 'how many requests does a second allow',
    assumed: '5',
    async ask({ client }) {
      const { headers } = await client.pass(() => client.resend().emails.list({ limit: 1 }));
      return headers?.['ratelimit-limit'];
    },
  },
  {
    question: 'is the suppression list open to this account',
    assumed: true,
    async ask({ client }) {
      const { error } = await client.pass(() => client.resend().suppressions.list({ limit: 1 }));
      return error === null;
    },
  },
];
