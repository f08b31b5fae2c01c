import assert from 'node:assert/strict';
import { type ResendResponse, toAnswer } from '../../src/vendors/resend/answer.js';

const failed = (
  name: string,
  statusCode: number | null,
  headers = {},
  message = '',
): ResendResponse => ({
  data: null,
  error: { name, statusCode, message },
  headers,
});
const recipient = { kind: 'refused', fault: 'recipient' };
const account = { kind: 'refused', fault: 'account' };

describe('toAnswer', () => {
  const table: [string, ResendResponse, object][] = [
    ['an id', { data: { id: 'm1' }, error: null, headers: {} }, { kind: 'sent', id: 'm1' }],
    ['a 200 without an id', { data: {}, error: null, headers: {} }, { kind: 'ambiguous' }],
    ['a 5xx with the body null', { data: null, error: null, headers: {} }, { kind: 'ambiguous' }],
    ['no answer at all', failed('application_error', null), { kind: 'ambiguous' }],
    ['a 502', failed('application_error', 502), { kind: 'ambiguous' }],
    ['a 500', failed('internal_server_error', 500), { kind: 'ambiguous' }],
    [
      'an error without a name',
      { data: null, error: { statusCode: 503 }, headers: {} },
      { kind: 'ambiguous' },
    ],
    [
      'a rate limit',
      failed('rate_limit_exceeded', 429, { 'retry-after': '7' }),
      { kind: 'refused', retryAfterMs: 7_000 },
    ],
    [
      'a rate limit without a time',
      failed('rate_limit_exceeded', 429),
      { kind: 'refused', retryAfterMs: 1_500 },
    ],
    [
      'a daily quota',
      failed('daily_quota_exceeded', 429, { 'retry-after': '7' }),
      { ...account, retryAfterMs: 3_600_000 },
    ],
    ['a key in flight', failed('concurrent_idempotent_requests', 409), { kind: 'refused' }],
    [
      'a key used for other bytes',
      failed('invalid_idempotent_request', 409),
      { kind: 'ambiguous', isFinal: true },
    ],
    ['a bad address', failed('validation_error', 422), recipient],
    ['a missing field', failed('missing_required_field', 422), recipient],
    ['an unknown 4xx', failed('something_new', 418), recipient],
    [
      'a wrong key by another name',
      failed('validation_error', 400, {}, 'API key is invalid'),
      account,
    ],
    ['a revoked key', failed('invalid_api_key', 403), account],
    ['a missing key', failed('missing_api_key', 401), account],
    ['an unknown 401', failed('something_new', 401), account],
    [
      'an unverified sender domain',
      failed('validation_error', 403, {}, 'The salon.example domain is not verified.'),
      account,
    ],
  ];
  for (const [what, response, expected] of table) {
    it(`takes ${what} for ${JSON.stringify(expected)}`, () => {
      const { reason: _, ...answer } = toAnswer(response, () => 0.5) as { reason?: string };
      assert.deepEqual(answer, expected);
    });
  }

  it("holds none of the vendor's words, which may quote an address", () => {
    const answer = toAnswer(failed('validation_error', 422, {}, 'sarah@salon.example is invalid'));
    assert.doesNotMatch(JSON.stringify(answer), /sarah/);
  });
});
