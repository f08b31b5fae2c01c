import { readdirSync, readFileSync } from 'node:fs';

/** What the kernel counts in, on every Linux that Node runs on. */
const ticksPerSecond = 100;

/**
 * How long these processes and all that they have started have kept a core busy, in ms; NaN where the system
 * is no Linux. Source: proc_pid_stat(5).
 */
export function cpuMs(pids: readonly number[]): number {
  if (process.platform !== 'linux') return Number.NaN;
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const known = all.flatMap((name) => statOf(Number(name)) ?? []);
  const counted = new Set(pids);
  for (let before = -1; before !== counted.size; ) {
    before = counted.size;
    for (const { pid, parent } of known) if (counted.has(parent)) counted.add(pid);
  }
  const ticks = known.reduce((sum, one) => sum + (counted.has(one.pid) ? one.ticks : 0), 0);
  return (ticks * 1_000) / ticksPerSecond;
}

interface Stat {
  pid: number;
  parent: number;
  ticks: number;
}

/** Undefined for a process that has ended meanwhile. */
function statOf(pid: number): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name before it stands in parentheses, and may hold anything.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const [parent, user, system] = [fields[1], fields[11], fields[12]].map(Number);
    return { pid, parent: parent ?? 0, ticks: (user ?? 0) + (system ?? 0) };
  } catch {
    return undefined;
  }
}
