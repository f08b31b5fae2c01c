import { Argument, type Command } from 'commander';
import { emailStatusOf, isSameWord, isWorse, stopOf, worstOf } from '../campaign/stops.js';
import { NotBegun, TemporalAway, VendorFault } from '../domain/errors.js';
import type { HeldExecution } from '../domain/person.js';
import type { Control } from '../domain/run/control.js';
import { type LastingCause, lastingCauses, stopId } from '../domain/run/stop.js';
import { endsFirst } from '../runs/forget.js';
import type { Runs } from '../runs/runs.js';
import type { PagesOfPerson } from '../vendors/notion/pages-of-person.js';
import { readAddress, readWho, type Who, whoOptions } from './arguments.js';
import { type Cli, describeCommand, Failed, type Said, saying } from './cli.js';
import { sayEvery } from './old-records.js';
import { type Forgotten, sayForget } from './say-forget.js';
import { type SoughtPerson, seek } from './sought.js';

interface Asked extends Who {
  go?: true;
}

/** What arrives of a person meanwhile is forgotten with the rest; whose events never end is not. */
const mostRounds = 4;

/** `forget <email>`: what is held of a person goes, but for that they must not be mailed. */
export function addForget(program: Command, cli: Cli): void {
  const command = describeCommand(
    program.command('forget'),
    'deletes what is held of a person, and keeps that they must not be mailed; without --go only says what it would do',
    'forget sarah@salon.example --by Ann --reason "asked us to, by letter" --go',
  )
    .addArgument(new Argument('<email>', 'their address').argParser(readAddress))
    .option('--go', 'does it');
  for (const option of whoOptions()) command.addOption(option);
  command.action(
    saying(cli, async (email: string, { go, ...who }: Asked): Promise<Said> => {
      const control = readWho(cli, who);
      const person = seek(cli, email);
      if (person.isShadow) {
        throw new Failed(
          'SHADOW is on, so that nothing is written to Notion: forget people with SHADOW=false',
        );
      }
      return cli.withRuns(async (runs) => {
        const forgetting = new Forgetting(cli, runs, person, control);
        const forgotten = go ? await forgetting.carryOut() : await forgetting.look();
        return sayForget(forgotten);
      });
    }),
  );
}

/** What of a person must outlive them: the word in Notion, and the stops that hold. */
interface Suppression {
  status: string | null;
  causes: LastingCause[];
}

/** One request of one person, step by step; each may be done again. */
class Forgetting {
  private readonly cli: Cli;
  private readonly runs: Runs;
  private readonly person: SoughtPerson;
  private readonly who: Control;
  /** Ids (of runs) of what is deleted: lists may show it a while yet. */
  private readonly deleted = new Set<string>();
  /** Ids of workflows that may be of them, for all that we can open. */
  private sealed: readonly string[] = [];
  private readonly done = { ended: 0, trackerRows: 0, contacts: 0 };

  constructor(cli: Cli, runs: Runs, person: SoughtPerson, who: Control) {
    this.cli = cli;
    this.runs = runs;
    this.person = person;
    this.who = who;
  }

  /** What would be done. */
  async look(): Promise<Forgotten> {
    const held = await this.held('look into Temporal');
    const pages = await this.findPages(held);
    const bare = await this.runs.bareStops(held);
    const { status, causes } = await this.suppressionOf(pages);
    const left = held.filter(({ runId }) => !bare.has(runId));
    return this.toReport({
      isDone: false,
      ended: left.filter(endsFirst).length,
      executions: left.length,
      trackerRows: pages.rows.length,
      contacts: pages.contacts.length,
      others: pages.others.length,
      suppression: { status, causes },
    });
  }

  /**
   * Ends what is open, then Notion, while Temporal still knows all that leads there, then Temporal.
   * @throws {Failed} saying what is done and what is left.
   */
  async carryOut(): Promise<Forgotten> {
    for (let round = 1; round <= mostRounds; round += 1) {
      const { suppression, others } = await this.goRound();
      const left = await this.held('look again');
      if (!(await this.isLeft(left))) {
        const { done, deleted } = this;
        const executions = deleted.size;
        return this.toReport({ isDone: true, ...done, executions, others, suppression });
      }
    }
    throw new Failed(
      'Events of this person keep arriving: stop whoever posts them, and run it again.',
    );
  }

  private async goRound() {
    const { runs, person, cli } = this;
    const held = await this.held('look into Temporal');
    const fresh = held.filter(({ runId }) => !this.deleted.has(runId));
    await this.step('end what is open', () =>
      runs.endAllOf({ ...this.who, held: fresh, keys: person.keys }, sayEvery(cli, 'ended')),
    );
    this.done.ended += fresh.filter(endsFirst).length;
    const pages = await this.findPages(fresh);
    const suppression = await this.suppressionOf(pages);
    const { status, causes } = suppression;
    await this.step('keep that they must not be mailed', async () => {
      if (status !== null) await person.notion.keep(status, pages.kept);
      for (const cause of causes) await runs.keepStop({ contactKey: person.key, cause });
    });
    const { trackerRows, contacts } = this.done;
    const rowCount = pages.rows.length;
    await this.step('put what Notion has into its trash', () =>
      person.notion.trash(pages, (done, of) => {
        this.done.trackerRows = trackerRows + Math.min(done, rowCount);
        this.done.contacts = contacts + Math.max(0, done - rowCount);
        sayEvery(cli, 'into the trash')(done, of);
      }),
    );
    await this.step('delete what Temporal has', async () => {
      const known = new Set(fresh.map(({ runId }) => runId));
      const { executions: now } = await runs.heldOf(person);
      const bare = await runs.bareStops(now);
      // What began meanwhile is to end first: the next round's.
      const meant = now.filter(
        ({ runId, isOpen }) =>
          !bare.has(runId) && !this.deleted.has(runId) && (known.has(runId) || !isOpen),
      );
      if (meant.length > 0) {
        cli.printError('Temporal takes a minute or two to delete what has just ended …\n');
      }
      await runs.deleteAll(meant, sayEvery(cli, 'deleted'));
      for (const { runId } of meant) this.deleted.add(runId);
    });
    return { suppression, others: pages.others.length };
  }

  private async held(what: string): Promise<HeldExecution[]> {
    const { executions, sealed } = await this.step(what, () => this.runs.heldOf(this.person));
    this.sealed = sealed;
    return executions;
  }

  private async isLeft(held: readonly HeldExecution[]): Promise<boolean> {
    const fresh = held.filter(({ runId }) => !this.deleted.has(runId));
    const bare = await this.runs.bareStops(fresh);
    return fresh.some(({ runId }) => !bare.has(runId));
  }

  private async findPages(held: readonly HeldExecution[]): Promise<PagesOfPerson> {
    const traces = await this.step('read histories', () => this.runs.tracesOf(held));
    return this.step('look into Notion', () =>
      this.person.notion.find(traces, sayEvery(this.cli, 'rows looked at')),
    );
  }

  /** By the worst of all that says so. A stop that only Notion knows is made one of Temporal's, for its queries lag. */
  private async suppressionOf({ contacts, kept }: PagesOfPerson): Promise<Suppression> {
    const open = await this.step('ask for stops', () => this.runs.stopsOf(this.person.key));
    const said = [...contacts, ...kept].map(({ values }) => values.emailStatus);
    const status = worstOf([...said, emailStatusOf(open)]);
    const isSaid = (cause: LastingCause) =>
      said.some((word) => isSameWord(word, stopOf(cause).emailStatus ?? null));
    const causes = lastingCauses.filter((cause) => open.includes(cause) || isSaid(cause));
    return { status: isWorse(status, 'Subscribed') ? status : null, causes };
  }

  private async toReport(
    found: Omit<Forgotten, 'sealed' | 'key' | 'at' | 'by' | 'reason' | 'suppression'> & {
      suppression: Suppression;
    },
  ): Promise<Forgotten> {
    const { key, notion } = this.person;
    const { status, causes } = found.suppression;
    const stops = causes.map((stop) => stopId({ stop, contactKey: key }));
    const isByKey = await this.step('look into Notion', () => notion.hasKeys());
    return {
      ...found,
      sealed: this.sealed,
      key,
      at: this.cli.now().toISOString(),
      ...this.who,
      suppression: status === null ? null : { status, stops, isByKey },
    };
  }

  /** What goes wrong says at what, and that all of it may be done again. */
  private async step<T>(what: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof TemporalAway || error instanceof VendorFault)) throw error;
      const isPlain = error instanceof NotBegun || error instanceof VendorFault;
      const why = isPlain ? error.message : 'Temporal does not answer, or refuses us.';
      const { ended, trackerRows, contacts } = this.done;
      const done = `${ended} ended, ${trackerRows} rows and ${contacts} contacts in the trash, ${this.deleted.size} executions deleted`;
      throw new Failed(
        `could not ${what}: ${sentence(why)} Done so far: ${done}. Run it again: it goes on.`,
      );
    }
  }
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
