import type { Claim, Fact, KnownSequence } from './claim.js';

/** What the facts of one person come to. */

/** It has ended there, or here. */
export function overThere(
  claims: readonly Claim[],
  facts: ReadonlyMap<number, Fact>,
): string | undefined {
  const whole = claims.find(({ over }) => over !== undefined);
  if (whole) return `it is "${whole.over}" there`;
  const stopped = claims.filter(({ shape }) => shape !== 'own').flatMap((claim) => claim.facts);
  const one = stopped.find(({ state }) => state === 'stopped');
  if (one) return `it was stopped there before email ${one.number}`;
  const ours = (claims[0]?.known.sequence.emails ?? []).filter(
    ({ sentBy }) => sentBy === 'evergreen',
  );
  const isDone = ours.every(({ number }) => (facts.get(number)?.state ?? 'open') !== 'open');
  return isDone ? 'every email has its fate' : undefined;
}

/** Instant that delays count from, by the surest that is told of it. */
export function baseOf(
  claims: readonly Claim[],
  facts: ReadonlyMap<number, Fact>,
  isTesting: boolean,
): string | { fault: string } {
  const [claim] = claims;
  const told = claims.find(({ base }) => base !== undefined)?.base;
  const first = facts.get(1);
  const emails = claim?.known.sequence.emails ?? [];
  const isWebsites = emails[0]?.sentBy === 'website';
  const isOwn = claims.some(({ shape }) => shape === 'own');
  if (isWebsites && first?.state === 'open' && !isOwn) {
    return { fault: "email 1 is not marked as sent, and it is the website's" };
  }
  if (isWebsites && first?.at && !first.isDay) return first.at;
  if (told) return told;
  if (first?.isDay) return { fault: 'of email 1 the day alone is known' };
  for (const { number, afterMs, testingAfterMs } of emails) {
    const fact = facts.get(number);
    const at = fact?.plannedAt ?? (number === 1 ? fact?.at : undefined);
    if (at === undefined) continue;
    return new Date(Date.parse(at) - (isTesting ? testingAfterMs : afterMs)).toISOString();
  }
  return { fault: 'nothing tells when it began' };
}

/** What went before an earlier one did, or though an earlier one did not. */
export function faultsOfOrder(
  { sequence }: KnownSequence,
  facts: ReadonlyMap<number, Fact>,
): string[] {
  const faults: string[] = [];
  const sent = [...facts.values()].filter(({ state }) => state === 'sent');
  const last = Math.max(0, ...sent.map(({ number }) => number));
  let before: Fact | undefined;
  for (const { number, sentBy } of sequence.emails) {
    const fact = facts.get(number);
    const isOpen = (fact?.state ?? 'open') === 'open';
    if (isOpen && number < last && (sentBy === 'evergreen' || fact)) {
      faults.push(`email ${last} is sent, and email ${number} is not`);
    }
    if (!fact?.at) continue;
    if (before?.at && !fact.isDay && !before.isDay && fact.at < before.at) {
      faults.push(`email ${number} was sent before email ${before.number}`);
    }
    before = fact;
  }
  return faults;
}
