import { join } from 'node:path';
import { sandboxDomain } from '../config/known-environment.js';
import type { Config } from '../config.js';
import { apiUrl } from './facts.js';
import { createNotionStandIn } from './notion/server.js';
import { createResendStandIn } from './resend/server.js';
import { notionSeed } from './seed.js';
import type { SandboxSettings } from './settings.js';

/** What ends each part that was started, in that order. */
export type Closers = (() => Promise<unknown>)[];

/** Both stand-ins on their ports, with what they kept from the time before; gives where they answer. */
export async function startStandIns(
  { folder, ports, givenKeys, secrets }: SandboxSettings,
  config: Config,
  closers: Closers,
): Promise<{ notion: string; resend: string }> {
  const notion = createNotionStandIn({
    file: join(folder, 'notion.db'),
    seed: await notionSeed(),
    requestsPerMinute: config.notion.requestsPerSecond * 60,
    hiddenKeys: givenKeys,
  });
  closers.push(async () => notion.close());
  const [secret] = config.resend.webhookSecrets;
  const resend = createResendStandIn({
    file: join(folder, 'resend.db'),
    seed: { domains: [{ name: sandboxDomain }] },
    requestsPerSecond: config.resend.requestsPerSecond,
    hiddenKeys: givenKeys,
    ...(secret && {
      webhooks: {
        url: `${apiUrl(config)}/webhooks/resend`,
        secret,
        isHidden: secret !== secrets.resendWebhook,
      },
    }),
  });
  closers.push(async () => resend.close());
  const [notionServer, resendServer] = await Promise.all([
    notion.listen(ports.SANDBOX_NOTION_PORT),
    resend.listen(ports.SANDBOX_RESEND_PORT),
  ]);
  return { notion: notionServer.url, resend: resendServer.url };
}
