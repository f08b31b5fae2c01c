import { Argument, type Command } from 'commander';
import { loadAccountConfig } from '../config/shadow.js';
import { normaliseEmail } from '../domain/contact.js';
import { DAY } from '../domain/duration.js';
import { InvalidConfig, TemporalAway, VendorFault } from '../domain/errors.js';
import type { ExecutionAccount, HeldExecution, Traces } from '../domain/person.js';
import type { Timeline } from '../domain/run/run.js';
import { isRunId } from '../runs/names.js';
import { PatientLook } from '../runs/patient-look.js';
import { type RunReply, toRunReply } from '../runs/reply.js';
import type { Runs } from '../runs/runs.js';
import { listMails, mayOnlySend } from '../vendors/resend/list-mails.js';
import { readAddress, readPath } from './arguments.js';
import { type Cli, describeCommand, Failed, type Said, saying } from './cli.js';
import { sayEvery } from './old-records.js';
import { plain, plainJson } from './plain.js';
import { writePrivately } from './record-files.js';
import { type Account, sayAccount } from './say-export.js';
import { type SoughtPerson, seek } from './sought.js';

interface Asked {
  out?: string;
  json?: true;
}

/** Temporal forgets ended runs after as long, and Resend emails on its smaller plans. */
const rememberedMs = 30 * DAY;

const noTraces: Traces = { addresses: [], contactPageIds: [], rowIds: [] };

/** `export <email>`: all that is held of a person, for them to read. */
export function addExport(program: Command, cli: Cli): void {
  describeCommand(
    program.command('export'),
    'all that is held of a person: in Notion, in Temporal, and what Resend has sent them',
    'export sarah@salon.example --out sarah.txt',
  )
    .addArgument(new Argument('<email>', 'their address').argParser(readAddress))
    .option('--out <file>', 'writes it there, for you alone to read; with --json as JSON', readPath)
    .action(
      saying(cli, async (email: string, { out, json }: Asked): Promise<Said> => {
        const account = await new Exporting(cli, seek(cli, email)).carryOut();
        const { missing } = account;
        const failed =
          missing.length > 0 ? `not all could be read: ${missing.join('; ')}` : undefined;
        const lines = () => sayAccount(account, cli.now());
        if (out === undefined) return { answer: account, lines, failed };
        const text = json
          ? plainJson(account)
          : lines()
              .map((line) => `${plain(line)}\n`)
              .join('');
        await writePrivately(out, text);
        return {
          answer: { out, missing, warnings: account.warnings },
          lines: () => [
            `${out} has all of it, and can be read by you alone.`,
            ...account.warnings.map((warning) => `warning: ${warning}`),
          ],
          failed,
        };
      }),
    );
}

/** Asks one place after the other. What one of them does not tell is named, and the rest is given. */
class Exporting {
  private readonly cli: Cli;
  private readonly person: SoughtPerson;
  private readonly missing: string[] = [];
  private readonly warnings: string[] = [];

  constructor(cli: Cli, person: SoughtPerson) {
    this.cli = cli;
    this.person = person;
  }

  async carryOut(): Promise<Account> {
    const temporal = await this.part('Temporal', () =>
      this.cli.withRuns((runs) => this.readTemporal(runs)),
    );
    const notion = await this.part('Notion', () => this.readNotion(temporal?.traces ?? noTraces));
    const sinceMs = Math.min(
      this.cli.now().getTime() - rememberedMs,
      ...(notion?.contacts ?? []).map(({ createdAt }) => Date.parse(createdAt)),
      ...(notion?.tracker ?? []).map(({ createdAt }) => Date.parse(createdAt)),
    );
    const mails = await this.part('Resend', () => this.readMails(new Date(sinceMs - DAY)));
    const { email, key } = this.person;
    return {
      email,
      key,
      at: this.cli.now().toISOString(),
      missing: this.missing,
      warnings: this.warnings,
      contacts: notion?.contacts ?? [],
      tracker: notion?.tracker ?? [],
      stops: temporal?.stops ?? [],
      runs: temporal?.runs ?? [],
      executions: temporal?.executions ?? [],
      mails: mails ?? [],
    };
  }

  /** Undefined for a part that cannot be read now. */
  private async part<T>(name: string, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof VendorFault && mayOnlySend(error)) {
        this.warnings.push(`${error.message}: what was sent stands in the tracker alone`);
      } else if (isOfPart(error)) {
        const message = error instanceof TemporalAway ? 'it does not answer' : error.message;
        this.missing.push(`${name} (${message})`);
      } else throw error;
      return undefined;
    }
  }

  private async readTemporal(runs: Runs) {
    const { executions: held, sealed } = await runs.heldOf(this.person);
    this.missing.push(...sealed.map(saySealed));
    const say = sayEvery(this.cli, 'executions');
    const executions: (ExecutionAccount | HeldExecution)[] = [];
    for (const [index, one] of held.entries()) {
      executions.push(...(await this.readExecution(runs, one)));
      say(index + 1, held.length);
    }
    const replies = await this.readRuns(runs, new Set(held.map(({ id }) => id).filter(isRunId)));
    const stops = await runs.stopsOf(this.person.key);
    return { executions, runs: replies, stops, traces: await runs.tracesOf(held) };
  }

  /** What no worker tells is not known to be all: that is named. */
  private async readRuns(runs: Runs, ids: ReadonlySet<string>): Promise<RunReply[]> {
    const replies: RunReply[] = [];
    // A result has no word of what operators did.
    const patient = new PatientLook<Timeline | undefined>((found) => found?.asOf !== undefined);
    for (const id of ids) {
      const timeline = await patient.at(id, () => this.orSealed(id, () => runs.find(id)));
      if (timeline) replies.push(toRunReply(id, timeline));
    }
    if (patient.untold.length > 0) {
      this.missing.push(`the history of ${patient.untold.join(', ')}: no worker has answered`);
    }
    return replies;
  }

  private async readExecution(
    runs: Runs,
    held: HeldExecution,
  ): Promise<(ExecutionAccount | HeldExecution)[]> {
    const account = await this.orSealed(held.id, async () => (await runs.accountOf(held)) ?? null);
    return account === null ? [] : [account ?? held];
  }

  /** What was sealed with a key that is gone is named once, and undefined. */
  private async orSealed<T>(id: string, read: () => Promise<T>): Promise<T | undefined> {
    try {
      return await read();
    } catch (error) {
      if (error instanceof TemporalAway) throw error;
      const what = `${id} cannot be opened: is its ENCRYPTION_KEY gone?`;
      if (!this.missing.includes(what)) this.missing.push(what);
      return undefined;
    }
  }

  private async readNotion(traces: Traces) {
    const say = sayEvery(this.cli, 'rows');
    const { contacts, kept, others, rows } = await this.person.notion.find(traces, say);
    if (others.length > 0) {
      const urls = others.map(({ id }) => toUrl(id)).join(', ');
      this.warnings.push(`contacts with this person's key and another address: ${urls}`);
    }
    return {
      contacts: [...contacts, ...kept].map(toPage),
      tracker: rows.map(toPage),
    };
  }

  private async readMails(since: Date) {
    const address = normaliseEmail(this.person.email);
    const mails = await listMails(
      loadAccountConfig(this.cli.env),
      since,
      sayEvery(this.cli, 'mails of the account'),
    );
    return mails
      .filter(({ to }) => to.includes(address))
      .map(({ id, subject, at, lastEvent }) => ({ id, at, subject, lastEvent }))
      .toSorted((a, b) => a.at.localeCompare(b.at));
  }
}

/** Of which nobody can tell whose it is. */
function saySealed(id: string): string {
  return `${id} cannot be opened, and may be of this person: is its ENCRYPTION_KEY gone?`;
}

function isOfPart(error: unknown): error is Error {
  return [VendorFault, TemporalAway, Failed, InvalidConfig].some((kind) => error instanceof kind);
}

function toPage({
  id,
  ...row
}: {
  id: string;
  createdAt: string;
  editedAt: string;
  values: object;
}) {
  return { url: toUrl(id), createdAt: row.createdAt, editedAt: row.editedAt, values: row.values };
}

function toUrl(pageId: string): string {
  return `https://www.notion.so/${pageId.replaceAll('-', '')}`;
}
