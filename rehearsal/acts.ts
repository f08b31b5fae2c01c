import { SECOND } from '../src/domain/duration.js';
import { playDatabaseRestart, playKill, playThreeWorkers } from './acts/failures.js';
import { playStory } from './acts/story.js';
import { playPostgresqlUpgrade, playTemporalUpgrade, playUpgrade } from './acts/upgrade.js';
import { playJobsAgain, playNewDatabase, playRestore } from './acts/years.js';
import type { Parts, Release } from './commands.js';
import { next } from './pins.js';
import type { Stage } from './stage.js';

/** What is in use at first, where something earlier is, and what follows. */
export interface Plot {
  releases: { from: Release | undefined; to: Release };
  /** Folders of what comes after the versions of the compose file, where an act wants it. */
  next: Partial<Parts>;
}

export interface Act {
  name: string;
  what: string;
  /** Played only when it is named: it takes long to prepare. */
  isExtra?: boolean;
  /** Gives in words what was seen; throws where something is not as it should be. */
  play(stage: Stage, plot: Plot): Promise<string>;
}

/** In the order in which they are played: the first begins on the earlier release, the last leave what is next. */
export const acts: Act[] = [
  {
    name: 'upgrade',
    what: 'another release, on another Node, takes over runs under way',
    play: (stage, { releases: { from, to } }) => playUpgrade(stage, { from: from ?? to, to }),
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
  {
    name: 'temporal-upgrade',
    what: `Temporal ${next.temporal} takes the place of the present one, schema first`,
    isExtra: true,
    play: (stage, plot) => playTemporalUpgrade(stage, plot.next),
  },
  {
    name: 'postgresql-upgrade',
    what: `PostgreSQL ${next.postgres} takes the place of the present one, by back-up and restore`,
    play: (stage, plot) => playPostgresqlUpgrade(stage, plot.next),
  },
];
