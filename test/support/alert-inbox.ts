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

/** The same for the stories of one `describe`, open from before them until after; it comes before what is to read its settings. */
export function withAlertInbox(): { settings: Record<string, string>; readonly alerts: string[] } {
  let inbox: Awaited<ReturnType<typeof openAlertInbox>> | undefined;
  const settings: Record<string, string> = {};
  before(async () => {
    inbox = await openAlertInbox();
    Object.assign(settings, inbox.settings);
  });
  after(() => inbox?.close());
  return {
    settings,
    get alerts() {
      if (!inbox) throw new Error('only within a test');
      return inbox.alerts;
    },
  };
}
