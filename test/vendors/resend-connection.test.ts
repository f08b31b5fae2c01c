import assert from 'node:assert/strict';
import { createServer, type Server, type Socket } from 'node:net';
import type { Answer } from '../../src/domain/mail/mail.js';
import { createResendStandIn } from '../../src/sandbox/resend/server.js';
import { connectResend } from '../../src/vendors/resend/resend.js';
import { replace } from '../support/replaced.js';
import { sampleMail } from '../support/sample-mail.js';

/** A deadline that ends as soon as the server that says nothing has read something of each request. */
const onceHeardMs = 123_456;
const untilHeard: AbortController[] = [];
let heard = 0;

/** What a server of its own does with each connection. */
const servers = {
  resetsAtOnce: (socket: Socket) => socket.resetAndDestroy(),
  saysNothing: (socket: Socket) =>
    socket.once('data', () => {
      heard += 1;
      if (heard < untilHeard.length) return;
      for (const deadline of untilHeard) deadline.abort(new DOMException('', 'TimeoutError'));
    }),
  resetsWhatItReads: (socket: Socket) => socket.on('data', () => socket.resetAndDestroy()),
  speaksNoTls: (socket: Socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'),
  sendsElsewhere: (socket: Socket) =>
    socket.on('data', () =>
      socket.end(
        'HTTP/1.1 302 Found\r\nLocation: /login\r\nContent-Length: 0\r\nConnection: close\r\n\r\n',
      ),
    ),
};

/** Real sockets: whether a request had left is seen on its own connection, beside any number of others. */
describe('a connection to Resend', () => {
  const resend = createResendStandIn({ file: ':memory:', requestsPerSecond: 100_000 });
  const open: Server[] = [];
  const sockets = new Set<Socket>();
  const portOf = {} as Record<keyof typeof servers | 'closed', number>;
  let goodUrl: string;

  before(async () => {
    goodUrl = (await resend.listen(0)).url;
    for (const [name, handle] of Object.entries(servers)) {
      portOf[name as keyof typeof servers] = await listenWith(handle);
    }
    portOf.closed = await listenWith(() => {});
    await new Promise((resolve) => open.pop()?.close(resolve));
  });
  let restore: () => void;
  beforeEach(async () => {
    await resend.reset();
    untilHeard.length = 0;
    heard = 0;
    restore = replace(AbortSignal, 'timeout', (own) => (ms) => {
      if (ms !== onceHeardMs) return own.call(AbortSignal, ms);
      const deadline = new AbortController();
      untilHeard.push(deadline);
      return deadline.signal;
    });
  });
  afterEach(() => restore());
  after(() => {
    for (const socket of sockets) socket.destroy();
    for (const server of open) server.close();
    resend.close();
  });

  async function listenWith(handle: (socket: Socket) => void): Promise<number> {
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => {}).on('close', () => sockets.delete(socket));
      handle(socket);
    });
    open.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    return typeof address === 'object' && address ? address.port : 0;
  }

  const sender = (baseUrl: string, deadlineMs = 10_000) =>
    connectResend({ apiKey: 're_test', baseUrl, requestsPerSecond: 100_000, deadlineMs });

  const unreached = { kind: 'refused', reason: 'Resend could not be reached' };
  const inDoubt = { kind: 'ambiguous', reason: 'application_error (no answer)' };

  const cases: [what: string, url: () => string, expected: Answer | object, deadlineMs?: number][] =
    [
      ['a refused port', () => `http://127.0.0.1:${portOf.closed}`, unreached],
      ['a port that fetch does not ask', () => 'http://127.0.0.1:1', unreached],
      ['a host that does not resolve', () => 'http://api.resend.invalid', unreached],
      ['a server that speaks no TLS', () => `https://127.0.0.1:${portOf.speaksNoTls}`, unreached],
      ['a reset in the TLS handshake', () => `https://127.0.0.1:${portOf.resetsAtOnce}`, unreached],
      [
        'a TLS handshake that never ends',
        () => `https://127.0.0.1:${portOf.saysNothing}`,
        unreached,
        onceHeardMs,
      ],
      ['a reset after the write', () => `http://127.0.0.1:${portOf.resetsWhatItReads}`, inDoubt],
      [
        'silence after the write',
        () => `http://127.0.0.1:${portOf.saysNothing}`,
        inDoubt,
        onceHeardMs,
      ],
      [
        'a redirect, which is not followed',
        () => `http://127.0.0.1:${portOf.sendsElsewhere}`,
        { kind: 'refused', fault: 'unclear', reason: 'application_error (302)' },
      ],
    ];
  for (const [what, url, expected, deadlineMs] of cases) {
    it(`takes ${what} for what it is, while others send`, async () => {
      const faulty = sender(url(), deadlineMs);
      const good = sender(goodUrl);
      const sends = Array.from({ length: 20 }, async (_, at) =>
        at % 2 ? (await good(sampleMail, `good/${at}`)).kind : faulty(sampleMail, `faulty/${at}`),
      );
      const answers = await Promise.all(sends);
      assert.deepEqual(
        answers,
        answers.map((_, at) => (at % 2 ? 'sent' : expected)),
      );
      assert.equal(resend.ledger().length, 10);
    });
  }

  it('tells all of them apart at once', async () => {
    const sends = cases.flatMap(([, url, expected, deadlineMs]) => {
      const send = sender(url(), deadlineMs);
      return [1, 2, 3].map(async (at) => [expected, await send(sampleMail, `all/${at}`)]);
    });
    for (const [expected, answer] of await Promise.all(sends)) assert.deepEqual(answer, expected);
  });

  it('is in doubt about a connection that was good for an earlier mail', async () => {
    const send = sender(goodUrl);
    assert.equal((await send(sampleMail, 'first')).kind, 'sent');
    resend.setFaults([{ kind: 'after', then: 'reset', times: 1 }]);
    assert.deepEqual(await send(sampleMail, 'second'), inDoubt);
  });
});
