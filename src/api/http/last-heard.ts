import type { MiddlewareHandler } from 'hono';

/** Who posts to us, by the ends of their addresses; everybody else is the website. */
const senders = [
  ['Resend', /\/resend$/],
  ['Cal.com', /\/calcom(-booking)?$/],
  ['Calendly', /\/calendly$/],
] as const;
const website = 'the website';

/** When each sender last posted what was taken, as far as this process has heard. */
export class LastHeard {
  private readonly at = new Map<string, Date>();

  /** For all routes: it looks at what has been answered. */
  listen(now: () => Date | Promise<Date>): MiddlewareHandler {
    return async (c, next) => {
      await next();
      const { path, method } = c.req;
      const isWebhook = /^\/(webhooks?\/|api\/v1\/)/.test(path) && method !== 'GET';
      if (!isWebhook || c.res.status >= 300) return;
      const [sender = website] = senders.find(([, form]) => form.test(path)) ?? [];
      this.at.set(sender, await now());
    };
  }

  /** Each sender there is, with when it was heard; undefined for one that was not. */
  all(): { sender: string; at: Date | undefined }[] {
    return [website, ...senders.map(([sender]) => sender)].map((sender) => ({
      sender,
      at: this.at.get(sender),
    }));
  }
}
