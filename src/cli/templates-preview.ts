import { writeFile } from 'node:fs/promises';
import { Argument, type Command, Option } from 'commander';
import type { PreviewReply, TestSendReply } from '../api/operators/read-templates.js';
import { askApi } from './api-client.js';
import { readAddress, readPath, readWho, whoOptions } from './arguments.js';
import { type Cli, describeCommand, Failed, type Said, saying } from './cli.js';
import { requireName } from './templates-lint.js';

const parts = ['subject', 'headers', 'text', 'html'] as const;

type Part = (typeof parts)[number];

interface Asked {
  contact?: string;
  part?: Part;
  out?: string;
}

const contactOption = () =>
  new Option('--contact <email>', 'whose names it shows (default: an example)').argParser(
    readAddress,
  );

/** `templates preview <name>`: one email as its reader would get it. */
export function addPreview(group: Command, cli: Cli): void {
  describeCommand(
    group.command('preview'),
    'one email as a contact would get it, or the person of the example',
    'templates preview "5-Day E2" --contact sarah@salon.example --out preview.html',
  )
    .addArgument(new Argument('<name>', 'the template').argParser(requireName))
    .addOption(contactOption())
    .addOption(new Option('--part <part>', 'nothing but this part').choices(parts))
    .addOption(
      new Option('--out <file>', 'writes the part, or the HTML, into a file').argParser(readPath),
    )
    .action(saying(cli, (name: string, asked: Asked) => preview(cli, name, asked)));
}

async function preview(cli: Cli, name: string, { contact, part, out }: Asked): Promise<Said> {
  const query = contact === undefined ? '' : `?contact=${encodeURIComponent(contact)}`;
  const answer = await askApi<PreviewReply>(
    cli,
    `/templates/${encodeURIComponent(name)}/preview${query}`,
  );
  if (out === undefined) {
    return { answer, lines: () => (part ? sayPart(answer, part) : sayAll(answer)) };
  }
  const chosen = part ?? 'html';
  await writeFile(out, textOf(answer, chosen)).catch((error: unknown) => {
    throw new Failed(`${out} cannot be written (${error instanceof Error ? error.message : ''})`);
  });
  return { answer, lines: () => [`The ${chosen} of "${name}" is in ${out}.`] };
}

function textOf(mail: PreviewReply, part: Part): string {
  return part === 'headers' ? `${headersOf(mail).join('\n')}\n` : mail[part];
}

function headersOf({ from, replyTo, subject, headers }: PreviewReply): string[] {
  const own = { From: from, 'Reply-To': replyTo, Subject: subject, ...headers };
  return Object.entries(own).map(([header, value]) => `${header}: ${value}`);
}

/** A tab is a control character to a terminal, and a blank to mail. */
function sayPart(mail: PreviewReply, part: Part): string[] {
  return textOf(mail, part).trimEnd().replaceAll('\t', '  ').split('\n');
}

function sayAll(mail: PreviewReply): string[] {
  const { template, contact, bytes } = mail;
  return [
    `${template} for ${contact ?? "the campaign's example"}, ${Math.ceil(bytes / 1024)} KB of HTML`,
    '',
    ...sayPart(mail, 'headers'),
    '',
    ...sayPart(mail, 'text'),
    '',
    ...sayPart(mail, 'html'),
  ];
}

/** `templates test-send <name> --to <email>`: one email to somebody of our own. */
export function addTestSend(group: Command, cli: Cli): void {
  const command = describeCommand(
    group.command('test-send'),
    'sends one email, marked as a test, to an address that TESTING_RECIPIENTS names',
    'templates test-send "5-Day E2" --to ann@example.org',
  )
    .addArgument(new Argument('<name>', 'the template').argParser(requireName))
    .addOption(
      new Option('--to <email>', 'who gets it').argParser(readAddress).makeOptionMandatory(),
    )
    .addOption(contactOption());
  const [by] = whoOptions();
  if (by) command.addOption(by);
  command.action(
    saying(cli, async (name: string, asked: { to: string; contact?: string; by?: string }) => {
      const { to, contact } = asked;
      const body = { to, ...readWho(cli, asked), ...(contact !== undefined && { contact }) };
      const path = `/templates/${encodeURIComponent(name)}/test-send`;
      const answer = await askApi<TestSendReply>(cli, path, body);
      const { subject, resendId, id } = answer;
      return { answer, lines: () => [`Sent to ${to}: "${subject}" (Resend ${resendId}, ${id}).`] };
    }),
  );
}
