import assert from 'node:assert/strict';
import { dataSourceId, homeId, useNotion } from './notion-workspace.js';

/** Requests as a client other than the official one could make them, and Notion's answers. */
describe('An error of the Notion stand-in', () => {
  const { standIn, url } = useNotion();
  const unknownId = '90000000-0000-4000-8000-000000000000';
  const headers = { authorization: 'Bearer ntn_test', 'notion-version': '2026-03-11' };

  async function ask(route: string, body?: string, changes: Record<string, string> = {}) {
    const [method = '', path = ''] = route.split(' ');
    const answer = await fetch(`${url()}/v1${path}`, {
      method,
      headers: { ...headers, 'content-type': 'application/json', ...changes },
      ...(body !== undefined && { body }),
    });
    return { answer, body: (await answer.json()) as Record<string, unknown> };
  }

  const query = `POST /data_sources/${dataSourceId}/query`;
  const parent = { data_source_id: dataSourceId };
  type Case = [what: string, route: string, body: unknown, number, code: string, RegExp];
  const cases: Case[] = [
    ['JSON cut short', query, '{', 400, 'invalid_json', /^Error parsing JSON body/],
    ['a list for a body', query, '[]', 400, 'validation_error', /^body failed validation: body sh/],
    ['an unknown field', query, { limit: 5 }, 400, 'validation_error', /body\.limit should be not/],
    [
      'a page of none',
      query,
      { page_size: 0 },
      400,
      'validation_error',
      /page_size should be ≥ `1`/,
    ],
    ['no parent', 'POST /pages', { properties: {} }, 400, 'validation_error', /body\.parent/],
    [
      'the old name of the trash',
      `PATCH /pages/${homeId}`,
      { archived: true },
      400,
      'validation_error',
      /body\.archived should be not present/,
    ],
    [
      'the old place of a block',
      `PATCH /blocks/${homeId}/children`,
      { children: [], after: homeId },
      400,
      'validation_error',
      /body\.after should be not present/,
    ],
    [
      'more than 500 kB',
      'POST /pages',
      {
        parent,
        properties: { Notes: { rich_text: [{ text: { content: 'x'.repeat(500_001) } }] } },
      },
      400,
      'validation_error',
      /body should be ≤ `500000` bytes/,
    ],
    [
      'the query of databases, which is gone',
      `POST /databases/${unknownId}/query`,
      {},
      400,
      'invalid_request_url',
      /^Invalid request URL/,
    ],
    [
      'an unknown database',
      `GET /databases/${unknownId}`,
      undefined,
      404,
      'object_not_found',
      /^Could not find database with ID: 9/,
    ],
    [
      'an unknown block',
      `GET /blocks/${unknownId}/children`,
      undefined,
      404,
      'object_not_found',
      /^Could not find block with ID: 9/,
    ],
    [
      'an unknown property of a page',
      `GET /pages/${homeId}/properties/nope`,
      undefined,
      400,
      'validation_error',
      /nope/,
    ],
  ];
  for (const [what, route, sent, status, code, message] of cases) {
    it(`for ${what} is ${status} ${code}`, async () => {
      const text = typeof sent === 'string' ? sent : JSON.stringify(sent);
      const { body } = await ask(route, text);
      assert.deepEqual([body.object, body.status, body.code], ['error', status, code]);
      assert.match(String(body.message), message);
      assert.match(String(body.request_id), /^[0-9a-f-]{36}$/);
    });
  }

  const access: [string, Record<string, string>, number, string][] = [
    ['another scheme than bearer', { authorization: 'Basic bnRuOg==' }, 401, 'unauthorized'],
    ['another version', { 'notion-version': '2022-06-28' }, 400, 'validation_error'],
  ];
  for (const [what, changes, status, code] of access) {
    it(`for ${what} is ${status} ${code}`, async () => {
      const { body } = await ask('GET /users/me', undefined, changes);
      assert.deepEqual([body.status, body.code], [status, code]);
    });
  }

  const statuses: [number, string][] = [
    [400, 'validation_error'],
    [401, 'unauthorized'],
    [403, 'restricted_resource'],
    [409, 'conflict_error'],
    [429, 'rate_limited'],
    [502, 'internal_server_error'],
    [503, 'service_unavailable'],
  ];
  for (const [status, code] of statuses) {
    it(`that a fault asks for by ${status} is ${code}`, async () => {
      standIn.setFaults([{ kind: 'status', status }]);
      const { answer, body } = await ask('GET /users/me');
      assert.deepEqual([answer.status, body.status, body.code], [status, status, code]);
    });
  }

  it('of a workspace that is full is what a fault says', async () => {
    const full = {
      object: 'error',
      status: 403,
      code: 'restricted_resource',
      message: 'The workspace has used its blocks.',
      request_id: unknownId,
      additional_data: { block_limit: 1_000 },
    };
    standIn.setFaults([{ kind: 'status', status: 403, route: 'POST /pages', body: full }]);
    assert.deepEqual((await ask('POST /pages', '{}')).body, full);
  });
});
