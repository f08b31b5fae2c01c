import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DAY, SECOND } from '../src/domain/duration.js';
import type { AcceptedReply, RunReply } from '../src/runs/reply.js';
import { askApi } from '../test/support/fleet.js';
import type { Installation } from './installation.js';
import { until } from './native-process.js';
import { commandsOf } from './page-commands.js';
import type { Vendors } from './vendors.js';

/** A person, and the run of theirs. */
export interface Person {
  email: string;
  id: string;
}

/** What the acts play on: an installation, the vendors it speaks to, and the documents' commands. */
export class Stage {
  readonly installation: Installation;
  readonly vendors: Vendors;
  readonly #docker: string;
  readonly #folder: string;

  constructor(installation: Installation, vendors: Vendors, docker: string, folder: string) {
    this.installation = installation;
    this.vendors = vendors;
    this.#docker = docker;
    this.#folder = folder;
  }

  ask(path: string, body?: object) {
    return askApi(this.installation.api, path, body);
  }

  /** Posts as a website should: again after a 503. */
  async accept(path: string, event: object): Promise<AcceptedReply> {
    let reply: Record<string, unknown> = {};
    await until(`${path} is taken`, async () => {
      const answer = await this.ask(path, event).catch(() => undefined);
      reply = answer?.body ?? {};
      if (answer && ![202, 503].includes(answer.status)) throw new Error(JSON.stringify(reply));
      return answer?.status === 202;
    });
    return reply as unknown as AcceptedReply;
  }

  /** People whose email #2 is due after a while, and who then sleep for two days. */
  async enrol(name: string, count: number, dueInMs: number): Promise<Person[]> {
    const email_1_sent_at = new Date(Date.now() - DAY + dueInMs).toISOString();
    return Promise.all(
      Array.from({ length: count }, async (_, at) => {
        const email = `${name}${at}@rehearsal.example`;
        const { id } = await this.accept('/webhooks/assessment', { email, email_1_sent_at });
        return { email, id };
      }),
    );
  }

  /** Mails that Resend has accepted for these. */
  mailsTo(people: Person[]) {
    const addresses = new Set(people.map(({ email }) => email));
    return this.vendors.resend.ledger().filter(({ to }) => to.some((one) => addresses.has(one)));
  }

  async untilSent(people: Person[], count: number): Promise<void> {
    await until(`${count} mails are sent`, () => this.mailsTo(people).length >= count);
  }

  async run(id: string): Promise<RunReply> {
    const { status, body } = await this.ask(`/runs/${encodeURIComponent(id)}`);
    if (status !== 200) throw new Error(`${status} for ${id}: ${JSON.stringify(body)}`);
    return body as unknown as RunReply;
  }

  /** A control of one run, tried again while the API asks for that. */
  async control(id: string, name: string, more: object = {}): Promise<RunReply> {
    const path = `/runs/${encodeURIComponent(id)}/${name}`;
    const { status, body } = await this.ask(path, { by: 'Rehearsal', ...more });
    if (status !== 200) throw new Error(`${name}: ${status} ${JSON.stringify(body)}`);
    return body as unknown as RunReply;
  }

  rowsOf(id: string) {
    return this.vendors.observer.tracker.find('key', 'starts_with', `${id}/`);
  }

  /**
   * Waits until one email of each has gone, and shows that it went once and that Resend, the run and the tracker
   * say the same; gives that in words.
   */
  async sentOnce(people: Person[], number: number): Promise<string> {
    await this.untilSent(people, people.length);
    let differ = '';
    await until(
      'Resend, runs and tracker agree',
      // The API may just be starting.
      async () => (differ = await this.#disagreement(people, number).catch(String)) === '',
    ).catch((error: unknown) => {
      throw new Error(`${String(error)}\n${differ}`);
    });
    // One more would come from whoever was asked twice.
    await new Promise((resolve) => setTimeout(resolve, 2 * SECOND));
    const keys = this.mailsTo(people).map(({ idempotencyKey }) => idempotencyKey);
    const wanted = people.map(({ id }) => `${id}/${number}`);
    if (keys.length !== wanted.length || wanted.some((key) => !keys.includes(key))) {
      throw new Error(`wanted each once:\n${wanted.join('\n')}\nsent:\n${keys.join('\n')}`);
    }
    return `${people.length} people, ${keys.length} mails, each once; runs and tracker agree`;
  }

  async #disagreement(people: Person[], number: number): Promise<string> {
    for (const { id, email } of people) {
      const { status, emails } = await this.run(id);
      const [state, rows, contacts] = [
        emails.find((one) => one.number === number)?.state,
        (await this.rowsOf(id)).map(({ values }) => `${values.number} ${values.status}`),
        (await this.vendors.observer.contacts.find('email', 'equals', email)).length,
      ];
      const shown = `${id}: ${status}, #${number} ${state}; rows ${rows.toSorted().join(', ')}; ${contacts} contacts`;
      const isWell =
        status === 'running' &&
        state === 'sent' &&
        rows.length === emails.length &&
        rows.includes(`${number} sent`) &&
        contacts === 1;
      if (!isWell) return shown;
    }
    return '';
  }

  /** Runs the commands of docs/deployment.md that are marked with a name, as they stand there. */
  async follow(name: string): Promise<void> {
    const page = await readFile(new URL('../docs/deployment.md', import.meta.url), 'utf8');
    const commands = fileURLToPath(new URL('commands', import.meta.url));
    const child = spawn('sh', ['-eu', '-c', commandsOf(page, name)], {
      cwd: this.#folder,
      env: {
        ...process.env,
        PATH: [commands, process.env['PATH']].join(delimiter),
        REHEARSAL: this.#docker,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
    }
    const [code] = (await once(child, 'close')) as [number | null];
    if (code !== 0)
      throw new Error(`the commands "${name}" of docs/deployment.md failed:\n${said}`);
  }

  /** Where a command of the documents left a file. */
  fileOf(name: string): string {
    return join(this.#folder, name);
  }

  /** The worker that speaks to the vendors, as it has said. */
  speaker(): string | undefined {
    return this.installation.instancesOf('worker').find((instance) => {
      const { isAlive, said } = this.installation.processOf(instance);
      // One that has lost the right, and has it again, may say the first after the second.
      const heard = (word: string) => said.split(`speaks to the vendors ${word}`).length;
      return isAlive && heard('now') > heard('no more');
    });
  }
}
