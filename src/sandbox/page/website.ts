import { Resend } from 'resend';
import { readLayout, readTemplates } from '../../campaign/copy/templates.js';
import { copyVariables } from '../../campaign/copy/variables.js';
import type { Config } from '../../config.js';
import { readAssessment } from '../../domain/event/assessment.js';
import { isEmail } from '../../domain/event/fields.js';
import { renderEmail } from '../../domain/mail/template.js';
import { unsubscribeUrl } from '../../processes/activity-deps.js';
import type { AcceptedReply } from '../../runs/reply.js';

/** What a visitor of the pretend website does; each reports one event, filled with an example. */
export const visits = {
  signup: { label: 'signs up', example: { source: 'sandbox' } },
  assessment: {
    label: 'finishes the assessment',
    example: {
      red_systems: 2,
      orange_systems: 1,
      yellow_systems: 2,
      green_systems: 3,
      assessment_score: 38,
      weakest_system_1: 'GPS',
      weakest_system_2: 'CREW',
      strongest_system: 'CABIN',
      revenue_leak_total: 14_700,
    },
  },
  'no-show': {
    label: 'misses a call',
    example: { event_type: 'Strategy call', reschedule_url: 'https://calendar.evergreen.example' },
  },
  'post-call': { label: 'says "maybe" in a call', example: { call_outcome: 'Maybe' } },
  onboarding: {
    label: 'pays',
    example: { payment_confirmed: true, package_type: 'Phase 1', start_date: 'January 12' },
  },
} as const;

export type Visit = keyof typeof visits;

/** A visitor, as the form gives them. */
export interface Visitor {
  email: string;
  first_name: string;
  business_name: string;
}

export interface Website {
  /** Reports a visit as a real website must; gives what to tell the visitor. */
  report(visit: Visit, visitor: Visitor): Promise<string>;
}

export function createWebsite(options: {
  api: string;
  config: Config;
  resendUrl: string;
}): Website {
  const { api, config, resendUrl } = options;
  const resend = new Resend('re_sandbox_website', { baseUrl: resendUrl });
  const key = config.webhookKeys.general[0] ?? '';

  /** The first email of the five days is the website's own; it goes before the webhook. */
  async function sendFirstEmail(
    body: object,
  ): Promise<{ email_1_sent_at: string; email_1_status: string }> {
    const now = new Date();
    const { contact, data, segment } = readAssessment(body, now);
    const [layout, templates] = await Promise.all([readLayout(), readTemplates()]);
    const template = templates.find(({ name }) => name === '5-Day E1');
    if (!template) throw new Error('the copy of 5-Day E1 is missing');
    const mail = renderEmail(
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
        unsubscribeUrl: unsubscribeUrl(config, contact.email),
        now,
      }),
      'marketing',
    );
    const { error } = await resend.emails.send({
      from: config.sender.from,
      to: contact.email,
      ...mail,
    });
    return { email_1_sent_at: now.toISOString(), email_1_status: error ? 'failed' : 'sent' };
  }

  return {
    async report(visit, visitor) {
      const occasion = visit === 'no-show' ? { event_id: crypto.randomUUID() } : {};
      const body = { ...visitor, ...visits[visit].example, ...occasion };
      const isFirstDue = visit === 'assessment' && isEmail(visitor.email);
      const first = isFirstDue ? await sendFirstEmail(body) : {};
      const response = await fetch(`${api}/webhooks/${visit}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${key}` },
        body: JSON.stringify({ ...body, ...first }),
      });
      const answer = (await response.json()) as Partial<AcceptedReply> & { detail?: string };
      return `${response.status}: ${answer.message ?? answer.detail ?? 'no message'}`;
    },
  };
}
