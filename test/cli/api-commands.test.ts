import assert from 'node:assert/strict';
import type { RunReply } from '../../src/runs/reply.js';
import { apiThatAnswers, evergreen } from './evergreen.js';

const run: RunReply = {
  status: 'paused',
  id: 'assessment/5f1c',
  sequence: 'assessment',
  segment: 'CRITICAL',
  testing: false,
  message: 'Paused.',
  emails: [
    {
      number: 1,
      template: '5-Day E1',
      sentBy: 'website',
      dueAt: '2025-12-01T10:30:00.000Z',
      state: 'sent',
      sentAt: '2025-12-01T10:30:00.000Z',
    },
    {
      number: 2,
      template: '5-Day E2',
      sentBy: 'evergreen',
      dueAt: '2025-12-02T11:00:00.000Z',
      plannedAt: '2025-12-02T10:30:00.000Z',
      state: 'scheduled',
    },
  ],
  history: [{ at: '2025-12-01T12:00:00.000Z', what: 'paused', by: 'Ann', reason: 'on holiday' }],
};

describe('evergreen, asking the API', () => {
  const asks: [typed: string, path: string, body?: object][] = [
    ['contact Sarah+x@salon.example', '/contacts/Sarah%2Bx%40salon.example'],
    ['switch status', '/switch'],
    ['switch off --reason broken', '/switch', { sending: false, by: 'ann', reason: 'broken' }],
    [
      'switch on --mode catch-up --dry-run',
      '/switch',
      { sending: true, mode: 'catch-up', dryRun: true, by: 'ann' },
    ],
    ['pause assessment/5f', '/runs/assessment%2F5f/pause', { by: 'ann' }],
    ['resume assessment/5f --by Bo', '/runs/assessment%2F5f/resume', { by: 'Bo', mode: 'shift' }],
    [
      'skip-next no-show/5f/1 --number 2',
      '/runs/no-show%2F5f%2F1/skip-next',
      { by: 'ann', number: 2 },
    ],
    [
      'send-now assessment/5f --number 3',
      '/runs/assessment%2F5f/send-now',
      { by: 'ann', number: 3 },
    ],
    [
      'reschedule assessment/5f 3 2025-12-04T09:00:00+01:00',
      '/runs/assessment%2F5f/reschedule',
      { by: 'ann', number: 3, at: '2025-12-04T08:00:00.000Z' },
    ],
    [
      'resolve assessment/5f 3 --as send-again',
      '/runs/assessment%2F5f/resolve',
      { by: 'ann', number: 3, as: 'send-again' },
    ],
    ['restart assessment/5f --from 2', '/runs/assessment%2F5f/restart', { by: 'ann', from: 2 }],
    ['stop assessment/5f', '/runs/assessment%2F5f/stop', { by: 'ann' }],
    ['stop a@b.org', '/contacts/a%40b.org/stop', { by: 'ann' }],
    ['resubscribe a@b.org', '/contacts/a%40b.org/resubscribe', { by: 'ann' }],
  ];
  for (const [typed, path, body] of asks) {
    it(`"${typed}" asks ${path}, and with --json gives the answer as it came`, async () => {
      const api = apiThatAnswers(200, run);
      const { out } = await evergreen(`${typed} --json`, api);
      assert.deepEqual(api.asked, [
        {
          method: body ? 'POST' : 'GET',
          url: `http://127.0.0.1:8000${path}`,
          token: 'Bearer sandbox-admin-token',
          ...(body && { body }),
        },
      ]);
      assert.deepEqual(JSON.parse(out), run);
    });
  }

  for (const control of ['skip-next', 'send-now']) {
    it(`${control} means the email that the run shows as its next, and says which`, async () => {
      const api = apiThatAnswers(200, run);
      const { err } = await evergreen(`${control} assessment/5f1c`, api);
      const asked = api.asked.map(({ method, url, body }) => [method, url.split('/').at(-1), body]);
      assert.deepEqual(asked, [
        ['GET', 'assessment%2F5f1c', undefined],
        ['POST', control, { by: 'ann', number: 2 }],
      ]);
      assert.equal(err, 'The next email is 2, "5-Day E2".\n');
    });
  }

  it('asks for nothing where a run shows no next email', async () => {
    const emails = run.emails.slice(0, 1);
    const table = { running: 'no email is left to send', ended: 'it has ended' };
    for (const [status, why] of Object.entries(table)) {
      const api = apiThatAnswers(200, { ...run, status, emails });
      const { code, err } = await evergreen('skip-next assessment/5f1c', api);
      assert.equal(err, `evergreen: Nothing was changed: ${why}.\n`);
      assert.equal(code, 1);
      assert.deepEqual(
        api.asked.map(({ method }) => method),
        ['GET'],
      );
    }
  });

  const hosts: [host: string, url: string][] = [
    ['0.0.0.0', 'http://127.0.0.1:9000/switch'],
    ['::', 'http://[::1]:9000/switch'],
    ['localhost', 'http://localhost:9000/switch'],
    ['evergreen.internal', 'https://evergreen.internal:9000/switch'],
    ['192.0.2.7', 'https://192.0.2.7:9000/switch'],
    ['127.0.0.1.example.org', 'https://127.0.0.1.example.org:9000/switch'],
  ];
  for (const [HOST, url] of hosts) {
    it(`asks ${url} where HOST is ${HOST}, with the ADMIN_TOKEN`, async () => {
      const api = apiThatAnswers(200, { sending: true, skipped: [], late: [], unjudged: 0 });
      const env = { HOST, PORT: '9000', ADMIN_TOKEN: 'secret' };
      const { out } = await evergreen('switch status', { ...api, env });
      assert.equal(out, 'Sending is on\n');
      assert.deepEqual(api.asked, [{ method: 'GET', url, token: 'Bearer secret' }]);
    });
  }

  it('lists what switching on would skip, and what would go at once', async () => {
    const email = { id: 'assessment/5f1c', number: 2, template: '5-Day E2', dueAt: '' };
    const answer = {
      sending: true,
      skipped: [{ ...email, plannedAt: '2025-11-29T13:00:00.000Z' }],
      unjudged: 0,
      late: [{ ...email, number: 3, template: '5-Day E3', plannedAt: '2025-12-01T11:00:00.000Z' }],
    };
    const typed = 'switch on --mode catch-up --dry-run';
    const { out } = await evergreen(typed, apiThatAnswers(200, answer));
    assert.deepEqual(out.split('\n'), [
      'Nothing was changed',
      'Sending would be on',
      '',
      'Too late, would be skipped in catch-up:',
      '  run              email       planned for (UTC)',
      '  assessment/5f1c  2 5-Day E2  Sat 2025-11-29 13:00:00  47 h ago',
      '',
      'Late, would be sent at once in catch-up:',
      '  run              email       planned for (UTC)',
      '  assessment/5f1c  3 5-Day E3  Mon 2025-12-01 11:00:00  1 h ago',
      '',
    ]);
  });

  it('says of what it cannot tell whether switching on would skip it', async () => {
    const answer = { sending: false, skipped: [], late: [], unjudged: 2 };
    const typed = 'switch on --mode catch-up --dry-run';
    const { out } = await evergreen(typed, apiThatAnswers(200, answer));
    assert.match(out, /^2 runs with a late email could not be judged$/m);
    assert.doesNotMatch(out, /No email would be skipped/);
    const missing = { ...answer, unjudged: 0, previewMissing: 'too many' };
    const { out: told } = await evergreen(typed, apiThatAnswers(200, missing));
    assert.match(told, /^What is late could not be told: too many$/m);
    assert.doesNotMatch(told, /No email would be skipped/);
  });

  it('names no number where times were moved', async () => {
    const moved = { id: 'assessment/5f1c', plannedAt: '2025-12-01T11:00:00.000Z', dueAt: '' };
    const answer = { sending: false, skipped: [], late: [moved], unjudged: 0 };
    const { out } = await evergreen('switch status', apiThatAnswers(200, answer));
    assert.match(out, /assessment\/5f1c  the next  Mon 2025-12-01 11:00:00  1 h ago/);
  });

  it('shows a run as a table, in UTC and from now', async () => {
    const { code, out } = await evergreen('pause assessment/5f1c', apiThatAnswers(200, run));
    assert.equal(code, 0);
    assert.deepEqual(out.split('\n'), [
      'assessment/5f1c  paused, CRITICAL',
      '  #  template  sent by    when (UTC)                        state',
      '  1  5-Day E1  website    Mon 2025-12-01 10:30:00  2 h ago  sent',
      '  2  5-Day E2  evergreen  Tue 2025-12-02 11:00:00  in 23 h  scheduled, planned for Tue 2025-12-02 10:30:00',
      '',
      '  when (UTC)               what            reason',
      '  Mon 2025-12-01 12:00:00  paused  by Ann  on holiday',
      '',
    ]);
  });

  it('shows characters that a terminal would obey, and obeys none', async () => {
    const reason = '\u001b[2Jgone\nnew line \u202Ereversed \u009b1m';
    const [entry] = run.history;
    const answer = { ...run, history: [{ ...entry, reason }] };
    const shown = await evergreen('pause assessment/5f1c', apiThatAnswers(200, answer));
    assert.match(shown.out, /\\u001b\[2Jgone\\u000anew line \\u202ereversed \\u009b1m/);
    const json = await evergreen('pause assessment/5f1c --json', apiThatAnswers(200, answer));
    for (const { out } of [shown, json]) assert.doesNotMatch(out, /[^\P{Cc}\n]|\u202E/u);
    assert.deepEqual(JSON.parse(json.out), answer);
  });

  const failures: [what: string, status: number, body: unknown, told: string][] = [
    [
      'a refusal',
      409,
      { title: 'Conflict', status: 409, detail: 'Nothing was changed: it is paused already.' },
      'evergreen: Nothing was changed: it is paused already.\n',
    ],
    [
      'faulty fields',
      422,
      {
        title: 'Unprocessable Content',
        status: 422,
        detail: 'Nothing was accepted; please mend: by.',
        errors: [{ path: 'by', message: 'expected at most 200 characters' }],
      },
      'evergreen: Nothing was accepted; please mend: by.\n  by: expected at most 200 characters\n',
    ],
    [
      'a wrong token',
      401,
      { title: 'Unauthorized', status: 401, detail: 'The admin token is missing or wrong.' },
      'evergreen: the API at http://127.0.0.1:8000 does not take this ADMIN_TOKEN; expected the one that it was started with\n',
    ],
    [
      'a server that is none of ours',
      200,
      '<html>',
      "evergreen: http://127.0.0.1:8000 answered 200, and not as Evergreen's API does; HOST and PORT say where that is\n",
    ],
  ];
  for (const [what, status, body, told] of failures) {
    it(`tells ${what}, and exits with 1`, async () => {
      const { code, out, err } = await evergreen(
        'pause assessment/5f',
        apiThatAnswers(status, body),
      );
      assert.deepEqual({ code, out, err }, { code: 1, out: '', err: told });
    });
  }

  it('says which address did not answer, and what names it', async () => {
    const { code, err } = await evergreen('switch status');
    assert.equal(
      err,
      'evergreen: the API does not answer at http://127.0.0.1:8000 (ECONNREFUSED); HOST and PORT say where it is\n',
    );
    assert.equal(code, 1);
  });

  it('gives a failure as JSON too, where JSON was asked for', async () => {
    const detail = 'There is no run of this id.';
    const api = apiThatAnswers(404, { title: 'Not Found', status: 404, detail });
    const { code, out } = await evergreen('pause nothing --json', api);
    assert.deepEqual(JSON.parse(out), { error: { message: detail, status: 404, errors: [] } });
    assert.equal(code, 1);
  });

  it('names a faulty variable without its value', async () => {
    const { code, err } = await evergreen('switch status', { env: { PORT: '99999' } });
    assert.match(err, /PORT: expected a port/);
    assert.equal(code, 1);
  });
});
