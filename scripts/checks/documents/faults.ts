import { type Commands, faultsOfCommands, faultsOfEvergreen } from './commands.js';
import { commentsOf, type Mention, mentionsOf } from './mentions.js';
import { type Files, faultOfLink, isThere, pathsIn } from './paths.js';

/** What a document says there is, and there is not. */
export interface Fault {
  line: number;
  what: string;
}

/** The faults of one document: Markdown, or a file with `#` comments. Of a changelog only its newest part counts. */
export function faultsOf(document: string, files: Files, commands: Commands): Fault[] {
  const text = files.read(document);
  const mentions = document.endsWith('.md')
    ? mentionsOf(document.endsWith('CHANGELOG.md') ? newestPart(text) : text)
    : commentsOf(text);
  return mentions.flatMap((mention) =>
    faultsOfMention(mention, document, files, commands).map((what) => ({
      line: mention.line,
      what,
    })),
  );
}

function faultsOfMention(
  { as, text }: Mention,
  document: string,
  files: Files,
  commands: Commands,
): string[] {
  if (as === 'link') return [faultOfLink(text, document, files) ?? []].flat();
  if (as === 'command') return faultsOfEvergreen(text, commands.evergreen);
  const missing = pathsIn(text).filter((path) => !isThere(path, files));
  return [...missing.map((path) => `there is no ${path}`), ...faultsOfCommands(text, commands)];
}

/** Up to the second version: what was true of older ones may be gone. */
function newestPart(changelog: string): string {
  const [head = '', newest = ''] = changelog.split(/^(?=## )/m);
  return head + newest;
}
