import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import { type ConnectionLimits, limitConnections } from '../../../src/api/http/connections.js';

const long = Buffer.alloc(1_000_000, 'x');

describe('connections to a server', () => {
  let server: Server;
  const sockets: Socket[] = [];
  const start = async (limits: Partial<ConnectionLimits>) => {
    server = createServer((_, response) => response.end(long));
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
    await start({ idleMs: 100 });
    const socket = await open();
    socket.pause();
    const asked = once(server, 'request') as Promise<[IncomingMessage]>;
    // More answers than any buffer on the way holds.
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(50));
    const [request] = await asked;
    if (!request.socket.destroyed) await once(request.socket, 'close');
    assert.ok(request.socket.bytesWritten < 50 * long.length, 'it has not got all');
  });
});
