import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import { type ConnectionLimits, limitConnections } from '../../../src/api/http/connections.js';

/** Some of these are more than any buffer on the way holds. */
const long = Buffer.alloc(5_000_000, 'x');

describe('connections to a server', () => {
  let server: Server;
  const sockets: Socket[] = [];
  let asked = 0;
  const start = async (limits: Partial<ConnectionLimits>) => {
    asked = 0;
    server = createServer((_, response) => {
      asked += 1;
      response.end(long);
    });
    limitConnections(server, limits);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  };
  const open = async (): Promise<Socket> => {
    const address = server.address();
    assert.ok(address && typeof address === 'object');
    const socket = connect(address.port, '127.0.0.1');
    socket.on('error', () => {}); // it was cut off
    sockets.push(socket);
    await once(socket, 'connect');
    return socket;
  };
  const isAnswered = async (socket: Socket): Promise<boolean> => {
    if (socket.closed) return false;
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    return Promise.race([
      once(socket, 'data').then(() => true),
      once(socket, 'close').then(() => false),
    ]);
  };
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  it('are no more than it takes', async () => {
    await start({ most: 2 });
    const [one, two, three] = [await open(), await open(), await open()];
    assert.deepEqual(
      [await isAnswered(one), await isAnswered(two), await isAnswered(three)],
      [true, true, false],
    );
  });

  it('of one peer are fewer, and it may open another when one is closed', async () => {
    await start({ mostOfOnePeer: 2 });
    const [one, two, three] = [await open(), await open(), await open()];
    assert.deepEqual(
      [await isAnswered(one), await isAnswered(two), await isAnswered(three)],
      [true, true, false],
    );
    one.destroy();
    let isIn = false;
    while (!isIn) isIn = await isAnswered(await open());
  });

  it('of a proxy are as many as it likes', async () => {
    await start({ mostOfOnePeer: 1, isUnlimited: (address) => address === '127.0.0.1' });
    for (let count = 0; count < 3; count += 1) assert.ok(await isAnswered(await open()));
  });

  it('are cut off where nobody reads', async () => {
    await start({ idleMs: 2_000 }); // so long a busy machine may take to send the requests
    const socket = await open();
    socket.pause();
    const first = once(server, 'request') as Promise<[IncomingMessage]>;
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(10));
    const [request] = await first;
    if (!request.socket.destroyed) await once(request.socket, 'close');
    assert.equal(asked, 10);
    assert.ok(request.socket.bytesWritten < 10 * long.length, 'it has not got all');
  });

  it('are cut off where more is asked than is answered, and no more of it is worked on', async () => {
    await start({ mostUnderWay: 3 });
    const socket = await open();
    socket.pause();
    const first = once(server, 'request') as Promise<[IncomingMessage]>;
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(1_000));
    const [request] = await first;
    if (!request.socket.destroyed) await once(request.socket, 'close');
    assert.equal(asked, 3);
    assert.ok(await isAnswered(await open()));
  });

  it('may ask again and again, one after the other', async () => {
    await start({ mostUnderWay: 1 });
    const socket = await open();
    for (let count = 0; count < 5; count += 1) {
      socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
      const target = (count + 1) * long.length;
      while (socket.bytesRead < target) await once(socket, 'data');
    }
    assert.equal(asked, 5);
  });

  const unreadable: [what: string, sent: string, status: number][] = [
    ['what is no HTTP', 'hello\r\n\r\n', 400],
    [
      'two lengths',
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
      400,
    ],
    ['large headers', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
  ];
  for (const [what, sent, status] of unreadable) {
    it(`tell a problem in the form of all others, of ${what}`, async () => {
      await start({});
      const socket = await open();
      let text = '';
      socket.on('data', (data) => (text += String(data)));
      socket.write(sent);
      await once(socket, 'close');
      const [head = '', body = ''] = text.split('\r\n\r\n');
      assert.match(head, new RegExp(`^HTTP/1\\.1 ${status} `));
      assert.match(head, /^X-Request-Id: [\w-]{36}$/m);
      assert.match(head, /^Content-Type: application\/problem\+json/m);
      assert.equal((JSON.parse(body) as { status: number }).status, status);
      assert.equal(asked, 0);
    });
  }
});
