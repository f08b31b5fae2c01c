import { Resend } from 'resend';
import { readLayout, readTemplates } from '../../campaign/copy/templates.js';
import type { WebsiteEvent } from '../../campaign/events.js';
import { sequenceOf } from '../../campaign/sequences/index.js';
import { copyVariables } from '../../campaign/variables.js';
import type { Config } from '../../config.js';
import { isEmail } from '../../domain/contact.js';
import { unsubscribeUrl } from '../../processes/activity-deps.js';
import { room } from '../../rendering/room.js';
import type { AcceptedReply } from '../../runs/reply.js';

/** A visitor, as the form gives them. */
export interface Visitor {
  email: string;
  first_name: string;
  business_name: string;
}

export interface Website {
  /** Reports an event as a real website must, filled with its example; gives what to tell the visitor. */
  report(event: WebsiteEvent, visitor: Visitor): Promise<string>;
}

export function createWebsite(options: {
  api: string;
  config: Config;
  resendUrl: string;
}): Website {
  const { api, config, resendUrl } = options;
  const resend = new Resend('re_sandbox_website', { baseUrl: resendUrl });
  const { general, byEvent } = config.webhookKeys;

  /** Where the first email of a sequence is the website's own, it goes before the webhook. */
  async function sendFirstEmail(
    { read, sequence }: WebsiteEvent,
    body: object,
  ): Promise<{ email_1_sent_at?: string; email_1_status?: string }> {
    const now = new Date();
    const event = read(body, now);
    const first = sequence?.emails.find(({ sentBy }) => sentBy === 'website');
    if (!sequence || !first || 'ignored' in event) return {};
    const { contact, data, segment } = event;
    const [layout, [template]] = await Promise.all([readLayout(), readTemplates([first.template])]);
    if (!template) throw new Error(`the copy of ${first.template} is missing`);
    const mail = await room.render(
      template,
      layout,
      copyVariables({
        email: contact.email,
        firstName: contact.firstName,
        businessName: contact.businessName,
        segment: segment ?? undefined,
        event: data,
        settings: config.settings,
        sender: config.sender,
        because: sequenceOf(sequence.name)?.because ?? '',
        unsubscribeUrl: unsubscribeUrl(config, contact.email),
        now,
      }),
      sequence.kind,
      { now, zone: config.settings.zone },
    );
    const { error } = await resend.emails.send({
      from: config.sender.from,
      to: contact.email,
      ...mail,
    });
    return { email_1_sent_at: now.toISOString(), email_1_status: error ? 'failed' : 'sent' };
  }

  return {
    async report(event, visitor) {
      const { fresh } = event.sandbox;
      const body = { ...visitor, ...event.example, ...(fresh && { [fresh]: crypto.randomUUID() }) };
      const [key = general[0] ?? ''] = byEvent[event.name] ?? [];
      const first = isEmail(visitor.email) ? await sendFirstEmail(event, body) : {};
      const response = await fetch(`${api}/webhooks/${event.name}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${key}` },
        body: JSON.stringify({ ...body, ...first }),
      });
      const answer = (await response.json()) as Partial<AcceptedReply> & { detail?: string };
      return `${response.status}: ${answer.message ?? answer.detail ?? 'no message'}`;
    },
  };
}
