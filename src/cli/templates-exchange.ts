import { Argument, type Command, Option } from 'commander';
import type { Copy } from '../campaign/copy/copy-files.js';
import { readCopy, readMarks, writeCopy, writeMarks } from '../campaign/copy/template-folder.js';
import { templateFile } from '../campaign/copy/templates.js';
import { templateNames } from '../campaign/sequences/index.js';
import {
  type BothSides,
  bothSides,
  markOf,
  standingOf,
  whyNotPull,
  whyNotReplace,
} from '../templates/exchange.js';
import { sayFinding } from '../templates/say.js';
import { type Cli, describeCommand, type Said, saying } from './cli.js';
import { indent } from './plain.js';
import { sayDiff } from './say-diff.js';
import type { NotionTemplates } from './template-desk.js';
import { defaultFolder, requireName, withLinter } from './templates-lint.js';

interface Asked {
  folder: string;
  force?: true;
  replace?: true;
  yes?: true;
  pageBodies?: true;
}

/** What became of one template. */
interface Done {
  name: string;
  did:
    | 'same'
    | 'made'
    | 'replaced'
    | 'pulled'
    | 'kept'
    | 'refused'
    | 'would replace'
    | 'differs'
    | 'absent';
  says: string;
  /** What would change in Notion, as a unified diff. */
  diff?: string;
}

interface Tools {
  notion: NotionTemplates;
  /** The first thing that would hold the emails of a file's copy, as a sentence. */
  faultOf: (name: string, copy: Copy) => Promise<string | undefined>;
}

/** What is done with one template. */
type Act = (sides: BothSides, asked: Asked, tools: Tools) => Promise<Done>;

/** `templates push [name…]`: files to Notion. */
export function addPush(group: Command, cli: Cli): void {
  const command = describeCommand(
    group.command('push'),
    'files to Notion: makes what is missing there; --replace writes over what differs',
    'templates push "5-Day E2" --replace',
  );
  exchange(command, cli, push)
    .option('--replace', 'shows what would change in what Notion has already')
    .option('--yes', 'with --replace: changes it')
    .option('--force', 'also what does not lint, was edited in Notion, or is written on its page');
}

/** `templates pull [name…]`: Notion to files. */
export function addPull(group: Command, cli: Cli): void {
  const command = describeCommand(
    group.command('pull'),
    'Notion to files; a file that was changed since the last pull stays',
    'templates pull',
  );
  exchange(command, cli, pull)
    .option('--force', 'also over files that were changed')
    .option('--page-bodies', 'also bodies that are written on their page, as HTML');
}

/** `templates diff [name…]`: what differs. */
export function addDiff(group: Command, cli: Cli): void {
  const command = describeCommand(
    group.command('diff'),
    'what a push would change in Notion, as a unified diff; exit code 1 when anything differs',
    'templates diff "5-Day E2"',
  );
  exchange(command, cli, diff);
}

function exchange(command: Command, cli: Cli, act: Act): Command {
  return command
    .addArgument(new Argument('[name...]', 'their names').argParser(addName).default([], 'all'))
    .addOption(new Option('--folder <folder>', 'where the files are').default(defaultFolder))
    .action(
      saying(cli, (names: string[], asked: Asked) =>
        withLinter(cli, async (linter) => {
          const { lintTemplate } = await import('../templates/lint-template.js');
          const { NotionTemplates } = await import('./template-desk.js');
          const faultOf = async (name: string, copy: Copy) => {
            const found = await lintTemplate({ name, status: null, ...copy }, linter, cli.now());
            const fault = found.find(({ holds }) => holds);
            return fault && `${name}${sayFinding(fault)}`;
          };
          const tools = { notion: new NotionTemplates(cli), faultOf };
          const isNamed = names.length > 0;
          return toSaid(await actOn(isNamed ? names : templateNames, asked, act, tools), isNamed);
        }),
      ),
    );
}

/** One template after the other; what both sides have in common is noted as they go. */
async function actOn(
  names: readonly string[],
  asked: Asked,
  act: Act,
  tools: Tools,
): Promise<Done[]> {
  const { folder } = asked;
  const [found, marks] = await Promise.all([tools.notion.all(), readMarks(folder)]);
  const done: Done[] = [];
  for (const name of names) {
    const sides = bothSides(name, await readCopy(folder, name), found, marks[name]);
    const one = await act(sides, asked, tools);
    done.push(one);
    const mark = settled.has(one.did) ? markOf(sideThatCounts(one, sides)) : undefined;
    if (mark === undefined || mark === marks[name] || act === diff) continue;
    marks[name] = mark;
    await writeMarks(folder, marks);
  }
  return done;
}

function addName(name: string, before: string[]): string[] {
  return [...before, requireName(name)];
}

/** After these both sides are the same. */
const settled = new Set<Done['did']>(['same', 'made', 'replaced', 'pulled']);

function sideThatCounts({ did }: Done, { file, notion }: BothSides) {
  return (did === 'pulled' ? notion : file) ?? { subject: '', html: '' };
}

const push: Act = async (sides, { replace, yes, force }, { notion, faultOf }) => {
  const { name, file } = sides;
  const standing = standingOf(sides);
  if (!file) return { name, did: 'absent', says: `there is no file ${templateFile(name)}` };
  if (standing === 'same') return { name, did: 'same', says: 'the same on both sides' };
  const fault =
    force || (standing === 'differs' && !replace) ? undefined : await faultOf(name, file);
  if (fault !== undefined) {
    return { name, did: 'refused', says: `${fault}; mend it first, or --force` };
  }
  if (standing === 'only in a file') {
    await notion.make(name, file);
    return { name, did: 'made', says: 'made in Notion, Active' };
  }
  const why = whyNotReplace(sides, { isForced: force === true });
  const id = sides.notion?.id;
  if (!replace)
    return {
      name,
      did: 'kept',
      says: 'kept as it is in Notion, though the file differs: --replace shows how',
    };
  const told = { name, diff: sayDiff(name, sides.notion, file) };
  if (why !== undefined || id === undefined) return { ...told, did: 'refused', says: why ?? '' };
  if (!yes) return { ...told, did: 'would replace', says: 'nothing is written without --yes' };
  await notion.replace(name, id, file);
  return { ...told, did: 'replaced', says: 'replaced in Notion' };
};

const pull: Act = async (sides, { folder, force, pageBodies }) => {
  const { name, notion } = sides;
  const why = whyNotPull(sides, { isForced: force === true, takesPages: pageBodies === true });
  if (!notion) return { name, did: 'absent', says: why ?? '' };
  if (why !== undefined) return { name, did: 'refused', says: why };
  if (standingOf(sides) === 'same') return { name, did: 'same', says: 'the same on both sides' };
  await writeCopy(folder, name, notion);
  return { name, did: 'pulled', says: 'written' };
};

const diff: Act = async (sides) => {
  const { name, file, notion } = sides;
  const standing = standingOf(sides);
  if (standing === 'nowhere') return { name, did: 'absent', says: 'neither here nor in Notion' };
  if (standing === 'same') return { name, did: 'same', says: 'the same on both sides' };
  const says = notion?.isOnPage ? 'differs; in Notion it is written on its page' : standing;
  return { name, did: 'differs', says, diff: sayDiff(name, notion, file) };
};

/** What leaves something to do. */
const failed = new Set<Done['did']>(['refused', 'would replace', 'differs']);

/** A comparison leaves nothing behind: it was asked how they stand. */
function saysOfOpen(templates: readonly Done[]): string {
  return templates.some(({ did }) => did === 'differs')
    ? 'not the same on both sides'
    : 'left as they are';
}

/** What is absent is nothing wrong where nobody has named it, and others are there. */
function toSaid(templates: Done[], areNamed: boolean): Said {
  const isEmpty = templates.every(({ did }) => did === 'absent');
  const isOpen = ({ did }: Done) => failed.has(did) || (did === 'absent' && (areNamed || isEmpty));
  const open = templates.filter(isOpen).length;
  return {
    answer: { templates },
    lines: () =>
      templates.flatMap(({ name, says, diff: patch }) => [
        `${name}: ${says}`,
        ...(patch ? indent(patch.trimEnd().split('\n')) : []),
      ]),
    failed: open === 0 ? undefined : `${open} of ${templates.length} ${saysOfOpen(templates)}`,
  };
}
