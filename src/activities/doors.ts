import { activityInfo } from '@temporalio/activity';
import { VendorFault } from '../domain/errors.js';
import type { Answer, Prepared } from '../domain/mail/mail.js';
import { standingOf } from '../domain/shadow.js';
import type { ActivityDeps } from './deps.js';
import { withFailures } from './failures.js';

/** What several doors lead to: activities by their names. */
type Activities = Record<string, (...args: never[]) => Promise<unknown>>;

/** What workflows get that began in another mode than their worker has now, where that is no fault. */
export interface Astray<A> {
  /** Those whose mail is real, of a worker that sends nothing. */
  waits?: Partial<A>;
  /** Those of shadow mode, of a worker that sends. */
  ends?: Partial<A>;
}

/**
 * Each activity behind the doors of whoever asks: a workflow of shadow mode never gets to those that write and
 * send, whatever mode its worker has. Nor does any workflow of a worker in shadow mode; one whose mail is real
 * waits there, as what only seemed to be sent would count as sent.
 */
export function behindDoors<A extends Activities>(
  deps: ActivityDeps,
  make: (deps: ActivityDeps) => A,
  { waits = {}, ends = {} }: Astray<A> = {},
): A {
  const open = make(deps);
  const shadow = make({ ...deps, ...deps.shadow });
  const choose = (name: keyof A): A[keyof A] => {
    const { workflowId = '' } = activityInfo().workflowExecution ?? {};
    const standing = standingOf(workflowId);
    if (deps.isShadow && standing === 'real') return kept<A[keyof A]>(deps, waits[name]);
    if (!deps.isShadow && standing === 'shadow') return ends[name] ?? shadow[name];
    return deps.isShadow ? shadow[name] : open[name];
  };
  const names = Object.keys(open) as (keyof A & string)[];
  const chosen = names.map((name) => [
    name,
    withFailures(async (...args: never[]) => choose(name)(...args)),
  ]);
  return Object.fromEntries(chosen) as A;
}

/** Who waits does that, or nothing; operators hear of it once, and not from each run that waits. */
function kept<F extends Activities[string]>(
  { faults }: Pick<ActivityDeps, 'faults'>,
  does: F | undefined,
): F {
  const fault = new VendorFault(why, { kind: 'permanent', about });
  const refuse = async (): Promise<never> => {
    throw fault;
  };
  const wait = async (...args: never[]) => {
    await faults.shadow.met('write', fault, refuse);
    return (does ?? refuse)(...args);
  };
  return wait as F;
}

const why = 'SHADOW is on, and this began when it was off: it waits until that is off again';
/** The incident that it is. */
const about = 'shadow';

/** Emails of runs that began in another mode: nothing is asked of anybody. */
export const emailsAstray = {
  waits: {
    prepareEmail: async (): Promise<Prepared> => ({
      kind: 'blocked',
      reason: why,
      isLasting: true,
      about,
    }),
    // Where it was prepared before: as long as nothing was asked, no email is in doubt.
    sendEmail: async (): Promise<Answer> => ({
      kind: 'refused',
      fault: 'account',
      reason: why,
      about,
    }),
  },
  ends: {
    prepareEmail: async (): Promise<Prepared> => ({
      kind: 'stop',
      cause: 'operator',
      by: 'SHADOW',
      reason: 'shadow mode is over',
    }),
  },
};
