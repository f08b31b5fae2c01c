import { setTimeout } from 'node:timers/promises';
import type { Evidence, Violation } from '../judge/evidence.js';
import { judge, sayViolation } from '../judge/judge.js';
import type { Script } from './act.js';
import { drain } from './drain.js';
import { gather } from './gather.js';
import { Player } from './play.js';
import { Chance } from './random.js';
import { replaysOf } from './replays.js';
import { openScene } from './scene.js';
import { surfacesOf } from './surfaces.js';

/** Two cores have much else to do. */
const punctualMs = 10_000;
/** Longer than any run lasts that is let alone. */
const patienceMs = 8 * 60_000;
const lookEveryMs = 4_000;

export interface Verdict {
  evidence: Evidence;
  violations: Violation[];
  /** Whether all had ended when the evidence was read. */
  isDrained: boolean;
}

export interface Torture {
  script: Script;
  /** Where the product stands, as it was built. */
  program: string;
  say: (line: string) => void;
  /** How many processes work; two where nothing is said. */
  workers?: number;
  /** Whether all histories are replayed at the end. */
  isReplayed?: boolean;
  /** Given, it looks now and then, and ends as soon as this is found among what is broken. */
  isFound?: (violations: readonly Violation[]) => boolean;
}

/** Plays a script on the product, heals, waits for everybody, and judges. */
export async function torture(asked: Torture): Promise<Verdict> {
  const { script, program, say, isFound, workers = 2, isReplayed = false } = asked;
  const scene = await openScene({ program, workers, chance: new Chance(script.seed) });
  try {
    await scene.ready();
    const player = new Player(scene, script, say);
    const judgeNow = async (quietFromMs?: number) => {
      const isAtEnd = quietFromMs !== undefined;
      const quiet = isAtEnd ? { quietFromMs } : {};
      const { bodies } = scene;
      const sources = { ...scene, bodies, isTesting: true, now: async () => new Date() };
      const gathered = await gather(sources, { ...player.notes, ...quiet, punctualMs });
      const replays = isAtEnd && isReplayed ? await replaysOf({ ...scene, program }) : undefined;
      const surfaces = await surfacesOf(scene);
      const evidence = { ...gathered, surfaces, ...(replays && { replays }) };
      return { evidence, violations: judge(evidence) };
    };
    const played = player.play();
    let early: Omit<Verdict, 'isDrained'> | undefined;
    let before = new Set<string>();
    const isBroken = async () => {
      if (!isFound) return false;
      const { evidence, violations } = await judgeNow();
      // While all goes on, one part of the evidence may be older than another: what is broken stays so.
      early = { evidence, violations: violations.filter((one) => before.has(sayViolation(one))) };
      before = new Set(violations.map(sayViolation));
      return isFound(early.violations);
    };
    if (isFound) {
      while (!(await isOver(played, lookEveryMs))) {
        if (!(await isBroken()) || !early) continue;
        player.abandon();
        return { ...early, isDrained: false };
      }
    }
    await played;
    const healedMs = Date.now();
    say(`healed${sayHits(scene.proxy.hits)}; waiting for everybody …`);
    const hurry = (id: string) =>
      player.caller.operate(`/runs/${encodeURIComponent(id)}/send-now`, {});
    const isDrained = await drain(scene, { say, patienceMs, isOver: isBroken, hurry });
    if (!isDrained && early && isFound?.(early.violations)) return { ...early, isDrained };
    return { ...(await judgeNow(healedMs)), isDrained };
  } finally {
    await scene.close();
  }
}

/** A fault that has hit no call has shown nothing. */
function sayHits(hits: object): string {
  const told = Object.entries(hits).map(([how, count]) => `${how} ${count}`);
  return told.length > 0 ? `, after calls to Temporal were ${told.join(', ')}` : '';
}

function isOver(work: Promise<void>, withinMs: number): Promise<boolean> {
  return Promise.race([work.then(() => true), setTimeout(withinMs, false)]);
}
