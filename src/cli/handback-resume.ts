import { knownSequences } from '../campaign/older-runs.js';
import type { MovingConfig } from '../config/moving.js';
import { DAY } from '../domain/duration.js';
import { NotFound, Refused } from '../domain/errors.js';
import { readTold, type TakenBack, takeBack } from '../domain/import/take-back.js';
import type { ResumeMode } from '../domain/run/control.js';
import type { HeldRun } from '../runs/handback.js';
import type { Runs } from '../runs/runs.js';
import type { Cli, Said } from './cli.js';
import { readOldRows, sayEvery } from './old-records.js';
import { count, indent, plain, table } from './plain.js';

interface Asked {
  by: string;
  reason?: string | undefined;
  csv?: string;
  mode: ResumeMode;
  dryRun?: true;
}

type Heard = HeldRun & TakenBack;

/**
 * Tells open runs what another system has sent meanwhile, holds those of which that is not plain, and only
 * then lets mail go out again. Safe to repeat, wherever it was interrupted.
 */
export async function resumeRuns(
  cli: Cli,
  runs: Runs,
  config: MovingConfig,
  { by, reason, csv, mode, dryRun }: Asked,
): Promise<Said> {
  const now = cli.now();
  const rows = await readOldRows(cli, config, csv === undefined ? {} : { csv });
  const told = readTold(rows, knownSequences, { now, contactKeySecret: config.contactKeySecret });
  const held = await runs.readHeld(new Date(now.getTime() - DAY), sayEvery(cli, 'runs'));
  const heard = held
    .filter(({ isOpen }) => isOpen)
    .map((run): Heard => ({ ...run, ...takeBack({ id: run.id, emails: run.input.emails }, told) }));
  const asked = { by, reason };
  const news = heard.filter(({ emails }) => emails.length > 0);
  const doubtful = heard.filter(({ doubt }) => doubt !== undefined);
  if (!dryRun) {
    for (const { id, doubt } of doubtful) await hold(runs, id, { by, reason: doubt });
    const say = sayEvery(cli, 'told');
    for (const [index, { id, emails }] of news.entries()) {
      await unlessEnded(() => runs.markSent(id, { ...asked, emails }));
      say(index + 1, news.length);
    }
  }
  const { sending } = await runs.readSwitch();
  const isDry = dryRun === true || sending;
  const after = isDry ? undefined : await runs.throwSwitch({ sending: true, mode, ...asked });
  return {
    answer: {
      dryRun: dryRun === true,
      sending: after?.sending ?? sending,
      openRuns: heard.length,
      sentElsewhere: news.map(({ id, emails }) => ({ id, emails })),
      held: doubtful.map(({ id, doubt }) => ({ id, why: doubt })),
      skipped: after?.skipped ?? [],
    },
    lines: () => [
      dryRun
        ? 'Nothing was changed.'
        : sending
          ? 'Sending was on already.'
          : `Mail goes out here again (${mode}).`,
      `${count(heard.length, 'open run')}; of ${news.length} another system has sent something meanwhile.`,
      ...sayDoubtful(doubtful),
      ...(after?.skipped.length
        ? [`Too late, and skipped: ${count(after.skipped.length, 'email')}.`]
        : []),
    ],
  };
}

function sayDoubtful(runs: readonly Heard[]): string[] {
  if (runs.length === 0) return [];
  const rows = runs.map(({ input, id, doubt = '' }) => [input.contact.email, id, doubt].map(plain));
  return [
    `Held until somebody looks (evergreen resume <run> lets it go on): ${runs.length}`,
    ...indent(table(['who', 'run', 'why'], rows)),
  ];
}

/** One that is paused already stays so. */
async function hold(
  runs: Runs,
  id: string,
  asked: { by: string; reason?: string | undefined },
): Promise<void> {
  await unlessEnded(() => runs.steer(id, 'pause', asked)).catch((error: unknown) => {
    if (!(error instanceof Refused)) throw error;
  });
}

/** Whatever has ended meanwhile sends nothing more. */
async function unlessEnded(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof NotFound)) throw error;
  }
}
