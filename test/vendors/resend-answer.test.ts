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
const unclear = { kind: 'refused', fault: 'unclear' };

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
    [
      'a bad address',
      failed('validation_error', 422, {}, 'Invalid `to` field. Use `email@example.com`.'),
      recipient,
    ],
    ['a missing field', failed('missing_required_field', 422), recipient],
    ['an unknown 4xx', failed('something_new', 418), unclear],
    ['a name of every object', failed('constructor', 400), unclear],
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

  const names = [
    'validation_error',
    'missing_required_field',
    'invalid_parameter',
    'invalid_attachment',
    'invalid_from_address',
    'invalid_idempotency_key',
    'not_found',
    'method_not_allowed',
    'invalid_scope',
    'application_error',
    'something_new',
  ];
  const statuses = [
    301, 400, 401, 402, 403, 404, 405, 406, 407, 409, 410, 413, 415, 418, 421, 422, 425, 428, 431,
    451, 499,
  ];
  const finals = new Set([
    'validation_error 400',
    'validation_error 422',
    'missing_required_field 422',
    'invalid_parameter 422',
    'invalid_attachment 422',
  ]);
  const ofMail = 'Invalid `to` field: sarah@salon.example';
  for (const status of statuses) {
    it(`holds all that a ${status} refuses, unless it is listed`, () => {
      for (const name of names) {
        const { reason, ...answer } = toAnswer(failed(name, status, {}, ofMail)) as {
          reason: string;
        };
        const isSure = status === 401 || name === 'invalid_from_address';
        const held = isSure ? account : unclear;
        const isFinal = finals.has(`${name} ${status}`);
        assert.deepEqual(answer, isFinal ? recipient : held, `${name} ${status}`);
        assert.equal(reason, `${name} (${status})`);
      }
    });

    it(`holds a ${status} whose body is none of Resend's`, () => {
      const page = failed('application_error', status);
      const bodies: unknown[] = [
        null,
        {},
        [],
        'Forbidden',
        '',
        0,
        false,
        { message: ofMail },
        { error: { name: 'validation_error' } },
        { name: 7, message: 7, statusCode: '200' },
        { name: 'sarah@salon.example', message: ofMail },
      ];
      for (const body of [page.error, ...bodies]) {
        const error = body as ResendResponse['error'];
        const answer = toAnswer({
          data: null,
          error,
          headers: {},
          seen: { hasLeft: true, status },
        });
        assert.ok(answer.kind === 'refused', JSON.stringify(body));
        assert.equal(answer.fault, status === 401 ? 'account' : 'unclear', JSON.stringify(body));
        assert.doesNotMatch(answer.reason, /sarah/);
      }
    });
  }

  it('cannot tell of a 5xx or a 408, and slows down for a 429, whatever the body', () => {
    for (const error of [null, {}, 'Bad Gateway', { name: 'validation_error', message: ofMail }]) {
      const kinds = [408, 500, 502, 503, 504, 520, 599, 429].map((status) => {
        const seen = { hasLeft: true, status };
        return toAnswer({ data: null, error: error as ResendResponse['error'], headers: {}, seen });
      });
      assert.deepEqual(
        kinds.map(({ kind }) => kind),
        [...Array.from({ length: 7 }, () => 'ambiguous'), 'refused'],
      );
    }
  });

  for (const message of [
    'Invalid `to` field. Please use our testing email address instead of domains like `example.com`.',
    "Invalid 'to' field. The email address needs to follow the email@example.com format.",
    'Invalid to address.',
    'The `to` field must have at most 50 items.',
    'The subject is too long.',
    'The `html` field must be a `string`.',
    'The email body is too large.',
    'The `headers` field must be an `object` of `string` values.',
    'Tags should only contain ASCII letters, numbers, underscores, or dashes.',
    'We found an error with one or more fields in the request.',
  ]) {
    it(`is final about: ${message}`, () => {
      for (const status of [400, 422]) {
        const { fault } = toAnswer(failed('validation_error', status, {}, message)) as {
          fault?: string;
        };
        assert.equal(fault, 'recipient');
      }
    });
  }

  for (const message of ['', 'Something new.', 'The request body must be a JSON object.']) {
    it(`does not know whose it is: ${message || 'no message'}`, () => {
      for (const status of [400, 422, 403]) {
        const { reason: _, ...answer } = toAnswer(
          failed('validation_error', status, {}, message),
        ) as { reason?: string };
        assert.deepEqual(answer, unclear);
      }
    });
  }

  for (const message of [
    'Invalid `from` field. The email address needs to follow the `email@example.com` format.',
    'The `from` address does not match a verified domain; the subject does not matter.',
    'Missing `from` field.',
    'Invalid `reply_to` field.',
    'This API key is not authorized to send emails from salon.example',
    'You can only send testing emails to your own email address. To send emails to other recipients, please verify a domain, and change the `from` address.',
    'The salon.example domain is not verified. Please, add and verify your domain.',
    'API key is invalid',
  ]) {
    it(`holds mail for: ${message}`, () => {
      for (const status of [400, 422, 403]) {
        const { fault } = toAnswer(failed('validation_error', status, {}, message)) as {
          fault?: string;
        };
        assert.equal(fault, 'account');
      }
    });
  }

  it('knows that what never left was not taken, and doubts what left', () => {
    const lost = failed('application_error', null);
    const answers = [false, true].map((hasLeft) => toAnswer({ ...lost, seen: { hasLeft } }));
    assert.deepEqual(answers, [
      { kind: 'refused', reason: 'Resend could not be reached' },
      { kind: 'ambiguous', reason: 'application_error (no answer)' },
    ]);
  });

  it("holds none of the vendor's words, which may quote an address", () => {
    const answer = toAnswer(failed('validation_error', 422, {}, 'sarah@salon.example is invalid'));
    assert.doesNotMatch(JSON.stringify(answer), /sarah/);
  });
});
