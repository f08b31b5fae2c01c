import assert from 'node:assert/strict';
import { POST } from '../../examples/nextjs/app/api/assessment/route.js';
import { untilDone, withFakeClock } from '../support/fake-clock.js';
import { inSkippedTime } from '../support/skipped-time.js';

const realFetch = globalThis.fetch;
type Ask = (request: Request) => Response | Promise<Response>;

/** Where the website asks, and who answers it there. */
function answering({ evergreen, resend }: { evergreen: Ask; resend: Ask }): void {
  process.env['FOLLOW_UP_URL'] = 'http://evergreen.example';
  process.env['RESEND_BASE_URL'] = 'http://resend.example';
  process.env['FOLLOW_UP_KEY'] = 'sandbox-webhook-key';
  process.env['RESEND_API_KEY'] = 're_website';
  process.env['RESEND_FROM_EMAIL'] = 'Salon <hello@evergreen.example>';
  globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const { hostname } = new URL(request.url);
    if (hostname === 'resend.example') return resend(request);
    return hostname === 'evergreen.example' ? evergreen(request) : realFetch(request);
  };
}

function submit(email: string, submissionId = 'a-submission'): Promise<Response> {
  const submission = {
    submissionId,
    email,
    firstName: 'Sarah',
    redSystems: 2,
    weakestSystem: 'GPS',
  };
  return POST(
    new Request('http://website.example/api/assessment', {
      method: 'POST',
      body: JSON.stringify(submission),
    }),
  );
}

describe('the example of a website', () => {
  const before = { ...process.env };
  const { error } = console;
  beforeEach(() => {
    Object.assign(console, { error() {} });
  });
  afterEach(() => {
    globalThis.fetch = realFetch;
    Object.assign(console, { error });
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
  });

  describe('with Evergreen', () => {
    const story = inSkippedTime();

    it('sends #1 once, however often the form is sent, and the rest follows', async () => {
      const { world } = story;
      const { email } = story.someone();
      const taken: string[] = [];
      answering({
        resend: (request) => {
          const { pathname } = new URL(request.url);
          return realFetch(new Request(`${world.config.resend.baseUrl}${pathname}`, request));
        },
        evergreen: async (request) => {
          const answer = await world.app.request(request);
          const { id, status } = (await answer.clone().json()) as { id: string; status: string };
          taken.push(`${status} ${id}`);
          return answer;
        },
      });
      const twice = [await submit(email), await submit(email)];
      assert.deepEqual(
        twice.map(({ status }) => status),
        [200, 200],
      );
      const [[, id = ''] = []] = taken.map((one) => one.split(' '));
      assert.deepEqual(taken, [`accepted ${id}`, `duplicate ${id}`]);
      await world.result(id);
      const keys = world.resend.ledger().map(({ idempotencyKey }) => idempotencyKey);
      assert.deepEqual(keys, [
        'assessment/a-submission/1',
        ...[2, 3, 4, 5].map((number) => `${id}/${number}`),
      ]);
      assert.equal((await world.rows(id))[0], '#1 sent');
    });

    it('shows the visitor which field is at fault', async () => {
      answering({
        resend: () => Response.json({ id: 'an-id' }),
        evergreen: (request) => story.world.app.request(request),
      });
      const answer = await submit('sarah@');
      assert.equal(answer.status, 422);
      const { errors } = (await answer.json()) as { errors: { path: string }[] };
      assert.deepEqual(
        errors.map(({ path }) => path),
        ['email'],
      );
    });
  });

  /** What each vendor answers, one time after the other, the last for ever; `null` is no answer. */
  const cases: [
    what: string,
    resend: (number | null)[],
    evergreen: (number | null)[],
    told: object,
  ][] = [
    ['all is well', [200], [202], { status: 200, mails: 1, posts: ['sent'], afterMs: 0 }],
    [
      'Evergreen is away for a moment',
      [200],
      [503, null, 202],
      { status: 200, mails: 1, posts: ['sent', 'sent', 'sent'], afterMs: 3_000 },
    ],
    [
      'Evergreen is away',
      [200],
      [null],
      { status: 503, mails: 1, posts: Array.from({ length: 4 }, () => 'sent'), afterMs: 7_000 },
    ],
    [
      'Evergreen knows another key',
      [200],
      [401],
      { status: 503, mails: 1, posts: ['sent'], afterMs: 0 },
    ],
    [
      'Resend refuses the mail',
      [422],
      [202],
      { status: 200, mails: 1, posts: ['failed'], afterMs: 0 },
    ],
    [
      'Resend is away',
      [null],
      [202],
      { status: 200, mails: 4, posts: ['unknown'], afterMs: 7_000 },
    ],
  ];
  for (const [what, ofResend, ofEvergreen, expected] of cases) {
    it(`answers where ${what}`, async () => {
      let mails = 0;
      const posts: string[] = [];
      const nth = (answers: (number | null)[], at: number): Response => {
        const status = answers[Math.min(at, answers.length - 1)];
        if (typeof status !== 'number') throw new TypeError('fetch failed');
        return Response.json({}, { status });
      };
      answering({
        resend: () => nth(ofResend, mails++),
        evergreen: async (request) => {
          const { email_1_status: told } = (await request.json()) as { email_1_status: string };
          return nth(ofEvergreen, posts.push(told) - 1);
        },
      });
      await withFakeClock(async (clock) => {
        let answer: Response | undefined;
        void submit('sarah@salon.example').then((one) => (answer = one));
        await untilDone(clock, () => answer !== undefined);
        assert.deepEqual({ status: answer?.status, mails, posts, afterMs: Date.now() }, expected);
      });
    });
  }
});
