import type { Evidence, Violation } from './evidence.js';
import { alerts } from './promises/alerts.js';
import { controls } from './promises/controls.js';
import { durable } from './promises/durable.js';
import { endings } from './promises/endings.js';
import { incidents } from './promises/incidents.js';
import { isolation } from './promises/isolation.js';
import { neverBlind } from './promises/never-blind.js';
import { nothingSilent } from './promises/nothing-silent.js';
import { onTime } from './promises/on-time.js';
import { once } from './promises/once.js';
import { order } from './promises/order.js';
import { personalData } from './promises/personal-data.js';
import { plan } from './promises/plan.js';
import { stop } from './promises/stop.js';
import { tracker } from './promises/tracker.js';
import { trueReasons } from './promises/true-reasons.js';
import { upgrade } from './promises/upgrade.js';
import { website } from './promises/website.js';
import { type CaseBook, openCaseBook } from './run-file.js';
import { whole } from './whole.js';

const promises: readonly ((book: CaseBook) => Violation[])[] = [
  once,
  onTime,
  stop,
  order,
  durable,
  nothingSilent,
  alerts,
  trueReasons,
  website,
  endings,
  incidents,
  controls,
  tracker,
  personalData,
  plan,
  neverBlind,
  isolation,
  upgrade,
  whole,
];

/** Every promise that was not kept, of all that this evidence can decide. */
export function judge(evidence: Evidence): Violation[] {
  const book = openCaseBook(evidence);
  return promises.flatMap((promise) => promise(book));
}

/** One violation in a line. */
export function sayViolation({ promise, run, email, seen, expected }: Violation): string {
  const where = [run, email && `email ${email}`].filter(Boolean).join(', ');
  return `${promise}  ${where ? `${where}: ` : ''}${seen}; expected ${expected}`;
}
