import { Resend } from 'resend';
import type { Timeline } from '../../domain/run/run.js';
import { partsOf } from '../../runs/names.js';
import type { Runs } from '../../runs/runs.js';
import { createGate } from '../../vendors/gate.js';
import type { Workspace } from '../../vendors/notion/connect.js';

/** One run as the page shows it. */
export interface ShownRun {
  id: string;
  person: string;
  /** Undefined when it has just been deleted. */
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
  /** ISO instant since when sending is switched off; undefined while it is on. */
  sendingOffAt(): Promise<string | undefined>;
  /** The mail as the reader would see it; undefined when there is none of that id. */
  mail(id: string): Promise<(ShownMail & { html: string; text: string; from: string }) | undefined>;
}

const mostShown = 30;

export function createInbox(options: {
  runs: Runs;
  contacts: Workspace['contacts'];
  resend: { baseUrl: string; requestsPerSecond: number };
  runUrl: (workflowId: string) => string;
}): Inbox {
  const { runs, contacts, runUrl } = options;
  // A key of its own, within its own rate: looking must not use up the worker's.
  const { emails } = new Resend('re_sandbox_page', { baseUrl: options.resend.baseUrl });
  const gate = createGate(options.resend.requestsPerSecond);

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
      const { runs: listed } = await runs.list({ which: 'all', most: mostShown });
      const shown = listed.map(async ({ id }) => {
        const { contactKey } = partsOf(id);
        const person = names.get(contactKey) ?? contactKey;
        return { id, person, timeline: await runs.find(id), temporalUrl: runUrl(id) };
      });
      return Promise.all(shown);
    },
    sendingOffAt: () => runs.sendingOffAt(),
    async mails() {
      const { data, error } = await gate.pass(() => emails.list({ limit: mostShown }));
      if (error) throw new Error(`Resend answers ${error.name}`);
      return data.data.map(toShownMail);
    },
    async mail(id) {
      if (!/^[\w-]{1,100}$/.test(id)) return undefined; // another path of Resend's
      const { data, error } = await gate.pass(() => emails.get(id));
      if (error?.statusCode === 404) return undefined;
      if (error) throw new Error(`Resend answers ${error.name}`);
      const { html, text, from } = data;
      return { ...toShownMail(data), html: html ?? '', text: text ?? '', from };
    },
  };
}

function toShownMail(mail: { id: string; to: string[]; subject: string; created_at: string }) {
  return { id: mail.id, to: mail.to.join(', '), subject: mail.subject, at: mail.created_at };
}
