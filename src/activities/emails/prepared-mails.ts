import { LRUCache } from 'lru-cache';
import type { Mail, Prepared } from '../../domain/mail/mail.js';
import type { ExecutionId, RunRegister } from '../../domain/run/run-register.js';
import { unpackMail } from './pack-mail.js';

/** In characters of HTML and text; those that have to wait are read back. */
const mostKept = 50_000_000;

/**
 * Mails that were prepared and not sent yet. A mail stands once in its run's history, as what preparing it
 * gave, and every attempt to send names it; kept here, it need not be read back from there.
 */
export class PreparedMails {
  private readonly kept = new LRUCache<string, Mail>({
    maxSize: mostKept,
    sizeCalculation: ({ html, text }) => html.length + text.length + 1_000,
  });
  private readonly runs: Pick<RunRegister, 'resultOf'>;

  constructor(runs: Pick<RunRegister, 'resultOf'>) {
    this.runs = runs;
  }

  /** `id` is that of the activity that prepared it. */
  keep(execution: ExecutionId, id: string, mail: Mail): void {
    this.kept.set(nameOf(execution, id), mail);
  }

  /** Undefined where nobody knows it. */
  async find(execution: ExecutionId, id: string): Promise<Mail | undefined> {
    const name = nameOf(execution, id);
    const kept = this.kept.get(name);
    if (kept) return kept;
    const prepared = (await this.runs.resultOf(execution, id)) as Prepared | undefined;
    if (prepared?.kind !== 'ready') return undefined;
    const mail = unpackMail(prepared.mail);
    this.kept.set(name, mail);
    return mail;
  }
}

function nameOf({ runId }: ExecutionId, id: string): string {
  return `${runId}/${id}`;
}
