import type { Command } from 'commander';
import type { CheckResult } from '../setup/check-result.js';
import { type Cli, describeCommand, Failed } from './cli.js';
import { plain, plainJson } from './plain.js';

interface DoctorOptions {
  json?: true;
  alert?: true;
}

/** `doctor`: whether mail could go out, and if not, what mends it. */
export function addDoctor(program: Command, cli: Cli): void {
  describeCommand(
    program.command('doctor'),
    'looks at settings, Temporal, Notion, Resend, website and operators; says what is wrong and its mend',
    'doctor --alert',
  )
    .option('--alert', 'sends a test alert to ALERT_WEBHOOK_URL')
    .action(async ({ json, alert }: DoctorOptions) => {
      const results = await runDoctor(cli, { isAlerting: alert === true });
      const wrong = results.filter(({ level }) => level === 'wrong').length;
      const report = { ok: wrong === 0, checks: results };
      cli.print(json ? plainJson(report) : sayResults(results, cli.hasColours === true));
      if (wrong > 0) {
        const things = wrong === 1 ? '1 thing is wrong' : `${wrong} things are wrong`;
        throw new Failed(`mail could not go out, or not as it should: ${things}`);
      }
    });
}

/** Looks at everything, with progress on standard error. */
export async function runDoctor(
  cli: Cli,
  { isAlerting = false }: { isAlerting?: boolean } = {},
): Promise<CheckResult[]> {
  // It takes all vendors' clients, which no other command waits for.
  const [{ examine }, { openInstallation }, { checks }] = await Promise.all([
    import('../doctor/examine.js'),
    import('../doctor/open-installation.js'),
    import('../doctor/checks.js'),
  ]);
  const { env, now, fetch, dns, envFile } = cli;
  const installation = openInstallation({
    env,
    now,
    fetch,
    dns,
    isAlerting,
    ...(envFile && { envFile }),
  });
  cli.printError(`Looking at ${installation.isSandbox ? 'the sandbox' : 'this installation'} …\n`);
  try {
    return await examine(checks, installation, {
      onGroup: (group, { length }) => cli.printError(`  ${group}: ${length} looked at\n`),
    });
  } finally {
    await installation.close();
  }
}

const colours = { good: 32, warning: 33, wrong: 31 } as const;

/** One line each under its group, and its mend below it. */
export function sayResults(results: readonly CheckResult[], hasColours: boolean): string {
  const paint = (level: CheckResult['level'], text: string) =>
    hasColours ? `\u001b[${colours[level]}m${text}\u001b[0m` : text;
  const groups = [...new Set(results.map(({ group }) => group))];
  const lines = groups.flatMap((group) => [
    group,
    ...results
      .filter((one) => one.group === group)
      .flatMap(({ level, what, found, mend }, at, own) => [
        `  ${paint(level, level.padEnd('warning'.length))}  ${plain(found ? `${what}: ${found}` : what)}`,
        // Of several that wait for the same, the last says it.
        ...(mend && own[at + 1]?.mend !== mend ? [`           ${plain(mend)}`] : []),
      ]),
    '',
  ]);
  return [...lines, sayCount(results), ''].join('\n');
}

function sayCount(results: readonly CheckResult[]): string {
  const count = (level: CheckResult['level']) =>
    results.filter((one) => one.level === level).length;
  return `${count('good')} good, ${count('warning')} to look at, ${count('wrong')} wrong`;
}
