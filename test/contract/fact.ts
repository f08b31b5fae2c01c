import assert from 'node:assert/strict';

/** Whom the contract suite asks: a stand-in, another's, or the service itself. */
export interface Target<Client> {
  name: string;
  client: Client;
  /** Whether its answers settle what is open; others have to answer as we assume. */
  isService: boolean;
  close(): Promise<void>;
}

/** What every target has to do alike. */
export interface Fact<Client> {
  fact: string;
  check(target: Target<Client>): Promise<void>;
}

/** What the documentation leaves open: how the product assumes it, until the service has said. */
export interface Question<Client> {
  question: string;
  assumed: unknown;
  ask(target: Target<Client>): Promise<unknown>;
}

/** One `describe` per target; a target that is missing says why it is skipped. */
export function describeContract<Client>(
  name: string,
  start: (() => Promise<Target<Client>>) | { skipped: string },
  { facts, questions, gaps = {} }: Contract<Client>,
): void {
  describe(name, () => {
    if ('skipped' in start) {
      it(`is not asked: ${start.skipped}`, function () {
        this.skip();
      });
      return;
    }
    let target: Target<Client>;
    before(async () => {
      target = await start();
    });
    after(() => target?.close());

    for (const { fact, check } of facts) {
      unlessGap(fact, gaps, () => check(target));
    }
    for (const { question, assumed, ask } of questions) {
      unlessGap(question, gaps, async () => {
        const answer = await ask(target);
        if (!target.isService) return assert.deepEqual(answer, assumed);
        const verdict = isSame(answer, assumed) ? 'as assumed' : `assumed ${shown(assumed)}`;
        process.stdout.write(`      answer: ${question}: ${shown(answer)} (${verdict})\n`);
      });
    }
  });
}

export interface Contract<Client> {
  facts: Fact<Client>[];
  questions: Question<Client>[];
  /** Why a fact or a question cannot be asked of this target, by its name. */
  gaps?: Readonly<Record<string, string>>;
}

function unlessGap(
  name: string,
  gaps: Readonly<Record<string, string>>,
  check: () => Promise<void>,
): void {
  const gap = gaps[name];
  it(gap === undefined ? name : `${name} (skipped: ${gap})`, async function () {
    if (gap !== undefined) this.skip();
    await check();
  });
}

function isSame(answer: unknown, assumed: unknown): boolean {
  return shown(answer) === shown(assumed);
}

function shown(value: unknown): string {
  return JSON.stringify(value) ?? 'nothing';
}
