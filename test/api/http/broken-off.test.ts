import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { connect } from 'node:net';
import { serve } from '@hono/node-server';
import { createLogger } from '../../../src/processes/log.js';
import { loneApi } from '../../support/lone-api.js';

const head = 'POST /webhooks/assessment HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';

describe('whoever goes in the middle of a request', () => {
  it('is no fault of ours', async () => {
    const lines: string[] = [];
    const log = createLogger('info', [], (line) => {
      lines.push(line);
      if (line.includes('"status":')) answered.emit('one');
    });
    const answered = new EventEmitter();
    const server = serve({ fetch: loneApi({ log }).fetch, port: 0, hostname: '127.0.0.1' });
    await once(server, 'listening');
    const address = server.address();
    assert.ok(address && typeof address === 'object');
    try {
      for (const length of ['Content-Length: 100', 'Transfer-Encoding: chunked']) {
        const isAnswered = once(answered, 'one');
        const socket = connect(address.port, '127.0.0.1');
        const asked = once(server, 'request');
        socket.write(`${head}${length}\r\n\r\n1\r\n{\r\n`);
        await asked;
        socket.destroy();
        await isAnswered;
      }
    } finally {
      server.close();
    }
    assert.deepEqual(
      lines.map((line) => {
        const { level, status } = JSON.parse(line) as { level: number; status: number };
        return [level, status];
      }),
      [
        [30, 400],
        [30, 400],
      ],
    );
  });
});
