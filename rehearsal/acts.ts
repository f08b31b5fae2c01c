import { SECOND } from '../src/domain/duration.js';
import { playDatabaseRestart, playKill, playThreeWorkers } from './acts/failures.js';
import { playStory } from './acts/story.js';
import { playUpgrade } from './acts/upgrade.js';
import { playJobsAgain, playNewDatabase, playRestore } from './acts/years.js';
import type { Release } from './commands.js';
import type { Stage } from './stage.js';

/** What is in use at first, where there is an earlier one, and what follows it. */
export interface Releases {
  from: Release | undefined;
  to: Release;
}

export interface Act {
  name: string;
  what: string;
  /** Gives in words what was seen; throws where something is not as it should be. */
  play(stage: Stage, releases: Releases): Promise<string>;
}

/** In the order in which they are played: the first begins on the earlier release. */
export const acts: Act[] = [
  {
    name: 'upgrade',
    what: 'another release, on another Node, takes over runs under way',
    play: (stage, { from, to }) => playUpgrade(stage, { from: from ?? to, to }),
  },
  { name: 'story', what: 'the five events, first emails, a stop, an unsubscribe', play: playStory },
  { name: 'jobs', what: 'schema and namespace jobs again, without effect', play: playJobsAgain },
  {
    name: 'worker-killed',
    what: 'the worker killed while emails go out',
    play: (stage) => playKill(stage, 'worker', 3 * SECOND),
  },
  {
    name: 'temporal-killed',
    what: "Temporal's server killed while emails go out",
    play: (stage) => playKill(stage, 'temporal', 10 * SECOND),
  },
  {
    name: 'postgresql-killed',
    what: 'the database killed while emails go out',
    play: (stage) => playKill(stage, 'postgresql', 10 * SECOND),
  },
  {
    name: 'postgresql-restarted',
    what: 'the database restarted while emails go out',
    play: playDatabaseRestart,
  },
  { name: 'three-workers', what: 'three workers, one killed', play: playThreeWorkers },
  { name: 'restore', what: 'a back-up put back with sleeping runs', play: playRestore },
  { name: 'restore-anew', what: 'a lost database made anew of a back-up', play: playNewDatabase },
];
