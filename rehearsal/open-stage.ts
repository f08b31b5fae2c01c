import { cpSync, rmSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { locate } from '../scripts/tools.mjs';
import type { Plot } from './acts.js';
import type { Parts, Release } from './commands.js';
import { versionOf } from './compose-service.js';
import { answerDocker } from './docker-answers.js';
import { Installation } from './installation.js';
import { node } from './parts/node.js';
import { PartMissing, place } from './parts/part.js';
import { postgresql } from './parts/postgresql.js';
import { run } from './parts/run.js';
import { temporalServer } from './parts/temporal-server.js';
import { next as nextOf } from './pins.js';
import { buildRelease, earlierSources, type Image, readImage } from './release.js';
import { Stage } from './stage.js';
import { startVendors } from './vendors.js';

type Say = (line: string) => void;

export interface Opened {
  stage: Stage;
  plot: Plot;
}

/** Something that is open, and ends when it is over. */
export type Closers = (() => Promise<void> | void)[];

/**
 * Everything that the compose file describes but what runs in it: fetched, built, and ready to be started.
 * @throws {PartMissing}
 */
export async function openStage(asked: {
  project: string;
  folder: string;
  /** The commit whose program runs at first, where that is upgraded. */
  from: string | undefined;
  /** The acts that are played: each wants something prepared. */
  names: string[];
  say: Say;
  closers: Closers;
}): Promise<Opened> {
  const { project, folder, say, closers } = asked;
  const image = readImage(await readFile(join(project, 'Dockerfile'), 'utf8'));
  await requireSetpriv();
  const nodeFolder = join(await place(pinned(node, image.node), say), 'bin');
  const { parts, next } = await placeParts(asked);
  const releases = await buildReleases({ ...asked, image, nodeFolder });
  const state = join(folder, 'run');
  await rm(state, { recursive: true, force: true });
  await mkdir(state, { recursive: true });
  const vendors = await startVendors();
  closers.unshift(() => vendors.close());
  const installation = await Installation.create({
    folder: state,
    project,
    parts,
    release: releases.from ?? releases.to,
    envFor: vendors.envFor,
  });
  closers.unshift(() => installation.close());
  const { url, server } = await answerDocker(installation);
  closers.unshift(() => void server.close());
  return {
    stage: new Stage(installation, vendors, url, state),
    plot: { releases, next },
  };
}

async function placeParts({ names, say }: { names: string[]; say: Say }) {
  const client = locate('temporal');
  if (!client) throw new PartMissing('temporal is missing; node scripts/setup.mjs fetches it');
  const database = (version: string) => place(pinned(postgresql, version), say);
  const server = (version: string) => place(pinned(temporalServer, version), say);
  const parts: Parts = {
    postgresql: await database(versionOf('postgresql')),
    temporal: await server(versionOf('temporal')),
    client: dirname(client),
  };
  const next: Partial<Parts> = {
    ...(names.includes('temporal-upgrade') && { temporal: await server(nextOf.temporal) }),
    ...(names.includes('postgresql-upgrade') && { postgresql: await database(nextOf.postgres) }),
  };
  return { parts, next };
}

/** A version without a sum is one that cannot be had. */
function pinned<T>(make: (version: string) => T, version: string): T {
  try {
    return make(version);
  } catch (error) {
    throw new PartMissing(error instanceof Error ? error.message : String(error));
  }
}

/** It ends what we started when we are killed, and gives PostgreSQL another user than root. */
async function requireSetpriv(): Promise<void> {
  await run(['setpriv', '--pdeathsig=KILL', 'true']).catch(() => {
    throw new PartMissing('the rehearsal needs Linux with setpriv (of util-linux)');
  });
}

async function buildReleases(asked: {
  project: string;
  folder: string;
  from: string | undefined;
  names: string[];
  say: Say;
  image: Image;
  nodeFolder: string;
}): Promise<Plot['releases']> {
  const { project, folder, image, say } = asked;
  say('building this release …');
  const to = await buildRelease({
    label: 'this',
    source: project,
    folder,
    node: asked.nodeFolder,
    image,
  });
  if (!asked.names.includes('upgrade')) return { from: undefined, to };
  const own = dirname(process.execPath);
  try {
    const sources = await earlierSources(project, folder, asked.from);
    if (sources) {
      say(`building ${sources.label} …`);
      return { from: await buildRelease({ ...sources, folder, node: own, image }), to };
    }
    say('no earlier commit is at hand whose runs could go on: this program stands for it');
  } catch (error) {
    // Packages may have changed since; whoever has named one wants to know.
    if (asked.from !== undefined) throw error;
    say(`the earlier commit cannot be built now, this program stands for it: ${String(error)}`);
  }
  return { from: copyOf(to, folder, own), to };
}

function copyOf(release: Release, folder: string, nodeFolder: string): Release {
  const copy = join(folder, 'releases', 'copy');
  rmSync(copy, { recursive: true, force: true });
  cpSync(release.folder, copy, { recursive: true });
  return { label: 'a copy', folder: copy, node: nodeFolder };
}
