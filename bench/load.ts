/** One measured call: how long it took, and what came of it. */
export interface Call {
  ms: number;
  outcome: string;
}

/** Runs work and measures it; a failure is an outcome too, named by its error. */
export async function measure(work: () => Promise<string>): Promise<Call> {
  const startedAt = performance.now();
  const outcome = await work().catch((error: Error) => error.name);
  return { ms: performance.now() - startedAt, outcome };
}

/** Makes calls so that `lanes` of them are always under way; a free lane takes the next at once. */
export async function keepBusy(
  lanes: number,
  count: number,
  call: (index: number) => Promise<Call>,
): Promise<{ calls: Call[]; perSecond: number }> {
  const calls: Call[] = [];
  let next = 0;
  const startedAt = performance.now();
  const lane = async () => {
    while (next < count) calls.push(await call(next++));
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return { calls, perSecond: count / ((performance.now() - startedAt) / 1_000) };
}

/** How often each outcome came. */
export function countOutcomes(calls: readonly Call[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { outcome } of calls) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}
