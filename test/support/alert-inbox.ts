import { once } from 'node:events';
import { createServer } from 'node:http';

/** Where operators are told of alerts; the settings that lead there, and what came. */
export async function openAlertInbox() {
  const alerts: string[] = [];
  const heard: { atMs: number; text: string }[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const { text } = JSON.parse(body) as { text: string };
      alerts.push(text);
      heard.push({ atMs: Date.now(), text });
      response.end('ok');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    alerts,
    /** The same, and when each came. */
    heard,
    settings: { ALERT_WEBHOOK_URL: `http://127.0.0.1:${port}/` },
    async close(): Promise<void> {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
