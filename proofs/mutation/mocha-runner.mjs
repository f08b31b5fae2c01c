import { INSTRUMENTER_CONSTANTS } from '@stryker-mutator/api/core';
import { commonTokens, declareClassPlugin, PluginKind, tokens } from '@stryker-mutator/api/plugin';
import {
  DryRunStatus,
  determineHitLimitReached,
  TestStatus,
  toMutantRunResult,
} from '@stryker-mutator/api/test-runner';
import fc from 'fast-check';
import Mocha from 'mocha';

/** @import { InstrumenterContext, MutantCoverage, StrykerOptions } from '@stryker-mutator/api/core' */
/** @import * as Api from '@stryker-mutator/api/test-runner' */

/**
 * How Stryker asks Mocha: one process loads the test files once, and tries many mutants with them. Stryker's own
 * package for that knows older Mochas only.
 * @implements {Api.TestRunner}
 */
class MochaRunner {
  static inject = tokens(commonTokens.options);
  #mocha = new Mocha({ timeout: 0 });
  #isLoaded = false;
  /** Whether it is asked what covers what. */
  #isDry = false;

  /** @param {StrykerOptions & { mochaFiles?: string[] }} options */
  constructor({ mochaFiles = [] }) {
    this.#mocha.reporter(Listener).cleanReferencesAfterRun(false);
    for (const file of mochaFiles) this.#mocha.addFile(file);
  }

  /** What was imported stays: for a mutant that acts while files load, Stryker takes a new process. */
  capabilities() {
    return { reloadEnvironment: false };
  }

  async init() {
    // The same examples for each mutant, or a score would differ from run to run; the first that fails is enough.
    fc.configureGlobal({ seed: 1, endOnFailure: true });
    process.on('unhandledRejection', (reason) => {
      throw reason; // told by Mocha as the failure of the test
    });
    const isDry = () => this.#isDry;
    this.#mocha.suite.beforeEach(
      /** @this {Mocha.Context} */ function () {
        const title = this.currentTest?.fullTitle();
        if (isDry() && title !== undefined) shared().currentTestId = title;
      },
    );
  }

  /** @param {Api.DryRunOptions} options @returns {Promise<Api.DryRunResult>} */
  async dryRun({ disableBail }) {
    this.#isDry = true;
    const result = await this.#run(!disableBail);
    this.#isDry = false;
    const { mutantCoverage } = shared();
    if (result.status !== DryRunStatus.Complete || !mutantCoverage) return result;
    return { ...result, mutantCoverage: withoutLoading(mutantCoverage) };
  }

  /** @param {Api.MutantRunOptions} options */
  async mutantRun({ activeMutant, testFilter, disableBail, hitLimit, mutantActivation }) {
    const hits = hitLimit === undefined ? undefined : 0;
    Object.assign(shared(), { hitLimit, hitCount: hits });
    const titles = testFilter?.map(
      (title) => `^${title.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&')}$`,
    );
    this.#mocha.grep(new RegExp(titles?.join('|') ?? ''));
    return toMutantRunResult(await this.#run(!disableBail, activeMutant.id, mutantActivation));
  }

  /**
   * @param {boolean} isToBail
   * @param {string} [mutant]
   * @param {Api.MutantActivation} [activation]
   * @returns {Promise<Api.DryRunResult>}
   */
  async #run(isToBail, mutant, activation) {
    try {
      if (!this.#isLoaded) {
        activate(activation === 'static' ? mutant : undefined);
        await this.#mocha.loadFilesAsync();
        this.#isLoaded = true;
      }
      activate(mutant);
      bailIn(this.#mocha.suite, isToBail);
      await new Promise((resolve) => this.#mocha.run(resolve));
    } catch (error) {
      return { status: DryRunStatus.Error, errorMessage: String(error) };
    }
    const { hitCount, hitLimit } = shared();
    return (
      determineHitLimitReached(hitCount, hitLimit) ?? {
        status: DryRunStatus.Complete,
        tests: Listener.tests,
      }
    );
  }
}

/**
 * What runs in a test, and while files load as well, is tried in its tests alone, as a mutant of the other kind takes
 * a process of its own. A few may survive for that which would not; none is killed for it.
 * @param {MutantCoverage} coverage
 * @returns {MutantCoverage}
 */
function withoutLoading({ perTest, static: loading }) {
  const inTests = new Set(Object.values(perTest).flatMap((hits) => Object.keys(hits)));
  const alone = Object.entries(loading).filter(([id]) => !inTests.has(id));
  return { perTest, static: Object.fromEntries(alone) };
}

/** What the changed source and Stryker share. @returns {InstrumenterContext} */
function shared() {
  const all = /** @type {{ __stryker__?: InstrumenterContext }} */ (globalThis);
  return (all[INSTRUMENTER_CONSTANTS.NAMESPACE] ??= {});
}

/** @param {string | undefined} mutant */
function activate(mutant) {
  if (mutant === undefined) delete shared().activeMutant;
  else shared().activeMutant = mutant;
}

/** @param {Mocha.Suite} suite @param {boolean} isToBail */
function bailIn(suite, isToBail) {
  suite.bail(isToBail);
  for (const inner of suite.suites) bailIn(inner, isToBail);
}

/** Takes down what each test comes to, and prints nothing. */
class Listener extends Mocha.reporters.Base {
  /** @type {Api.TestResult[]} */
  static tests = [];

  /** @param {Mocha.Runner} runner */
  constructor(runner) {
    super(runner);
    Listener.tests = [];
    let startedAt = performance.now();
    /** @param {Mocha.Test} test */
    const resultOf = (test) => {
      // A hook that fails is told as the test that it was for.
      const title = (test.ctx?.currentTest ?? test).fullTitle();
      const timeSpentMs = performance.now() - startedAt;
      startedAt = performance.now();
      return { id: title, name: title, timeSpentMs };
    };
    runner.on('pass', (test) => {
      Listener.tests.push({ ...resultOf(test), status: TestStatus.Success });
    });
    runner.on('fail', (test, error) => {
      const failureMessage = String(error);
      Listener.tests.push({ ...resultOf(test), status: TestStatus.Failed, failureMessage });
    });
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'our-mocha', MochaRunner)];

/** Stryker's own `testFiles` would do, but then it asks for mutants that act while files load as for any other. */
export const strykerValidationSchema = {
  properties: { mochaFiles: { type: 'array', items: { type: 'string' } } },
};
