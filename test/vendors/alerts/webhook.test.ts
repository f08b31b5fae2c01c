import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connectAlerts } from '../../../src/vendors/alerts/webhook.js';

describe('an alert', () => {
  for (const status of [301, 302, 303, 307, 308]) {
    it(`goes nowhere but where it was to go: not where a ${status} leads`, async () => {
      const asked: string[] = [];
      const server = createServer((request, response) => {
        asked.push(request.url ?? '');
        response.writeHead(request.url === '/' ? status : 200, { Location: '/elsewhere' }).end();
      }).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const address = server.address();
      assert.ok(address && typeof address === 'object');
      try {
        const send = connectAlerts(`http://127.0.0.1:${address.port}/`);
        await assert.rejects(send('text'), {
          name: 'VendorFault',
          message: `the alert webhook answered ${status}`,
        });
        assert.deepEqual(asked, ['/']);
      } finally {
        server.closeAllConnections();
        server.close();
        await once(server, 'close');
      }
    });
  }
});
