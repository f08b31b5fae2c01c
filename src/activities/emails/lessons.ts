import { MINUTE } from '../../domain/duration.js';
import { VendorFault } from '../../domain/errors.js';
import type { Answer } from '../../domain/mail/mail.js';
import type { Work } from '../../vendors/refusals.js';
import type { ActivityDeps } from '../deps.js';

/** What one kind of work is called where faults are known: all mail meets the same ones. */
export const sending = 'send';

export const withdrawn: Answer = { kind: 'refused', reason: 'withdrawn before it was sent' };
export const cannotAsk = 'Temporal could not be asked whether it may go';

/** Refusals that pass by themselves have passed by then. */
const awayAfterMs = 15 * MINUTE;

type Refused = Extract<Answer, { kind: 'refused' }>;

/** What the answers to emails say of the account, and of whether Resend can be reached at all. */
export class Lessons {
  private readonly deps: Pick<ActivityDeps, 'faults' | 'checkSender' | 'now'>;
  private refusedSinceMs: number | undefined;

  constructor(deps: Lessons['deps']) {
    this.deps = deps;
  }

  /** Before it is sent; `key` is the same for each attempt. */
  begin(key: string): Work {
    return this.deps.faults.resend.begin(sending, key);
  }

  /** Takes an answer in; gives it as it is meant, which what others were answered may tell. */
  async learn(answer: Answer, work: Work): Promise<Answer> {
    const { resend } = this.deps.faults;
    const fault = await this.faultIn(answer);
    if (!fault) return answer;
    if (fault === 'none') {
      resend.passed(sending, work);
      return answer;
    }
    if (isUnclear(answer) && resend.isAlone(sending, work)) {
      const reason = `Resend refuses this email, and takes others: ${answer.reason}`;
      return { ...answer, reason };
    }
    await resend.met(sending, fault, () => this.look(fault), work);
    return isUnclear(answer) ? { ...answer, fault: 'account' } : answer;
  }

  /** A refusal that has lasted for so long will not pass by itself. */
  private async faultIn(answer: Answer): Promise<VendorFault | 'none' | undefined> {
    const nowMs = (await this.deps.now()).getTime();
    if (answer.kind === 'held' || answer.kind === 'ambiguous' || answer === withdrawn)
      return undefined;
    const isPassing = answer.kind === 'refused' && !answer.fault;
    if (isPassing && answer.reason === cannotAsk) return undefined; // that says nothing of Resend
    if (!isPassing) this.refusedSinceMs = undefined;
    if (answer.kind === 'sent') return 'none';
    // That says nothing of the account, of which Resend may think afterwards.
    if (answer.kind === 'refused' && answer.fault === 'recipient') return undefined;
    const fault = (about: string) => new VendorFault(answer.reason, { kind: 'permanent', about });
    if (!isPassing) return fault('resend');
    this.refusedSinceMs ??= nowMs;
    if (nowMs < this.refusedSinceMs + awayAfterMs) return undefined;
    return fault('resend-away');
  }

  /** As far as Resend tells, all may be well: only an email can show it. */
  private async look(fault: VendorFault): Promise<never> {
    const { message: reason, about } = fault;
    await this.deps.checkSender().catch((error: unknown) => {
      throw error instanceof VendorFault ? fault : error;
    });
    throw new VendorFault(reason, { kind: 'permanent', about, isUnclear: true });
  }
}

function isUnclear(answer: Answer): answer is Refused {
  return answer.kind === 'refused' && answer.fault === 'unclear';
}
