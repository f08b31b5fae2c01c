import type { Client } from '@temporalio/client';
import { Resend } from 'resend';
import { queryTimeline } from '../../api/runs.js';
import type { Timeline } from '../../domain/run.js';
import type { Workspace } from '../../vendors/notion/connect.js';

/** One run as the page shows it. */
export interface ShownRun {
  id: string;
  person: string;
  startedAt: Date;
  timeline: Timeline | undefined;
  temporalUrl: string;
}

export interface ShownMail {
  id: string;
  to: string;
  subject: string;
  at: string;
}

/** What the page shows, read through the same public doors that anybody has. */
export interface Inbox {
  runs(): Promise<ShownRun[]>;
  mails(): Promise<ShownMail[]>;
  /** The mail as the reader would see it; undefined when there is none of that id. */
  mail(id: string): Promise<(ShownMail & { html: string; text: string; from: string }) | undefined>;
}

const mostShown = 50;

export function createInbox(options: {
  client: Client;
  contacts: Workspace['contacts'];
  resendUrl: string;
  runUrl: (workflowId: string) => string;
}): Inbox {
  const { client, contacts, runUrl } = options;
  // A key of its own: looking must not use up the worker's rate.
  const resend = new Resend('re_sandbox_page', { baseUrl: options.resendUrl });

  /** Names by contact key; the newest hundred are enough for a sandbox. */
  async function people(): Promise<Map<string, string>> {
    const rows = await contacts.newest();
    return new Map(
      rows.map(({ values: { contactKey, firstName, email } }) => [
        contactKey ?? '',
        [firstName, email].filter(Boolean).join(' · '),
      ]),
    );
  }

  return {
    async runs() {
      const names = await people();
      const runs: ShownRun[] = [];
      const query = 'WorkflowType = "assessment"';
      for await (const { workflowId, startTime } of client.workflow.list({ query })) {
        if (runs.length === mostShown) break;
        const [, key = ''] = workflowId.split('/');
        runs.push({
          id: workflowId,
          person: names.get(key) ?? key,
          startedAt: startTime,
          timeline: await queryTimeline(client, workflowId),
          temporalUrl: runUrl(workflowId),
        });
      }
      return runs.toSorted((a, b) => b.startedAt.getTime() - a.startedAt.getTime());
    },
    async mails() {
      const { data } = await resend.emails.list({ limit: mostShown });
      return (data?.data ?? []).map(({ id, to, subject, created_at }) => ({
        id,
        to: to.join(', '),
        subject,
        at: created_at,
      }));
    },
    async mail(id) {
      const { data } = await resend.emails.get(id);
      if (!data) return undefined;
      const { to, subject, created_at, html, text, from } = data;
      return {
        id,
        to: to.join(', '),
        subject,
        at: created_at,
        html: html ?? '',
        text: text ?? '',
        from,
      };
    },
  };
}
