import { type Command, Option } from 'commander';
import { type ResumeMode, resumeModes } from '../domain/run/control.js';
import type { SwitchReply } from '../runs/switch.js';
import { askApi } from './api-client.js';
import { readWho, type Who, whoOptions } from './arguments.js';
import { type Cli, describeCommand, saying } from './cli.js';
import { count, indent, table } from './plain.js';
import { sayDistance, sayInstant } from './times.js';

interface Asked extends Who {
  mode?: ResumeMode;
  dryRun?: true;
}

/** `switch on|off|status`: whether any email goes out at all. */
export function addSwitch(program: Command, cli: Cli): void {
  const group = program.command('switch').description('the sending switch: on, off, status');

  describeCommand(
    group.command('status'),
    'whether emails go out, and what late ones would become',
    'switch status',
  ).action(
    saying(cli, async () => {
      const answer = await askApi<SwitchReply>(cli, '/switch');
      return { answer, lines: () => saySwitch(answer, { now: cli.now() }) };
    }),
  );

  const off = describeCommand(
    group.command('off'),
    'no email goes out anywhere; runs wait',
    'switch off --by Ann --reason "wrong link in the copy"',
  );
  const on = describeCommand(
    group.command('on'),
    'emails go out again',
    'switch on --mode catch-up --dry-run',
  ).addOption(
    new Option('--mode <mode>', 'shift: times move; catch-up: late ones go now, or are skipped')
      .choices(resumeModes)
      .makeOptionMandatory(),
  );
  for (const command of [off, on]) {
    command.option('--dry-run', 'changes nothing; says what it would do');
    for (const option of whoOptions()) command.addOption(option);
    command.action(
      saying(cli, async ({ mode, dryRun, ...who }: Asked) => {
        const body = {
          ...readWho(cli, who),
          sending: command === on,
          ...(mode && { mode }),
          ...(dryRun && { dryRun }),
        };
        const answer = await askApi<SwitchReply>(cli, '/switch', body);
        const lines = () => [
          ...(dryRun ? ['Nothing was changed'] : []),
          ...saySwitch(answer, { now: cli.now(), isDryRun: dryRun ?? false }),
          ...(mode && hasNothingSkipped(answer)
            ? [`No email ${dryRun ? 'would be' : 'is'} skipped`]
            : []),
        ];
        return { answer, lines };
      }),
    );
  }
}

function saySwitch(
  answer: SwitchReply,
  { now, isDryRun = false }: { now: Date; isDryRun?: boolean },
): string[] {
  const { sending, offAt, by, reason, skipped, late, unjudged, previewMissing } = answer;
  const since = offAt ? ` since ${sayInstant(offAt)} UTC (${sayDistance(offAt, now)})` : '';
  const who = `${by ? `, by ${by}` : ''}${reason ? `: ${reason}` : ''}`;
  const is = isDryRun ? 'would be' : 'is';
  const would = sending && !isDryRun ? '' : 'would be ';
  return [
    sending ? `Sending ${is} on` : `Sending ${is} off${since}${who}`,
    ...sayAffected(`Too late, ${would}skipped in catch-up:`, skipped, now),
    ...sayAffected(`Late, ${would}sent at once in catch-up:`, late, now),
    ...(unjudged ? ['', `${count(unjudged, 'run')} with a late email could not be judged`] : []),
    ...(previewMissing ? ['', `What is late could not be told: ${previewMissing}`] : []),
  ];
}

function hasNothingSkipped({ skipped, unjudged, previewMissing }: SwitchReply): boolean {
  return skipped.length === 0 && unjudged === 0 && previewMissing === undefined;
}

function sayAffected(heading: string, emails: SwitchReply['late'], now: Date): string[] {
  if (emails.length === 0) return [];
  const rows = emails.map(({ id, number, template, plannedAt }) => [
    id,
    number === undefined ? 'the next' : `${number} ${template}`,
    sayInstant(plannedAt),
    sayDistance(plannedAt, now),
  ]);
  return ['', heading, ...indent(table(['run', 'email', 'planned for (UTC)', ''], rows))];
}
