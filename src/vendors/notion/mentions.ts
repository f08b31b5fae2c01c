import type { MentionRichTextItemResponse } from '@notionhq/client';
import { BlockedTemplate } from '../../domain/errors.js';
import { writtenDate } from './written-date.js';

type Mention = MentionRichTextItemResponse['mention'];
type Of<T extends Mention['type']> = Extract<Mention, { type: T }>;

/** Words of a mail, and where they lead. */
export interface Words {
  text: string;
  href: string | null;
}

/** How each kind of mention looks in mail; `said` is what the page shows of it. */
const looks: { [T in Mention['type']]: (mention: Of<T>, said: string) => Words } = {
  user: (_, said) => {
    if (/^@?(anonymous|unknown|mention)?$/i.test(said)) {
      throw new BlockedTemplate('Notion does not tell the name of a person whom the page mentions');
    }
    return { text: said, href: null };
  },
  date: ({ date }) => ({ text: writtenDate(date), href: null }),
  link_preview: ({ link_preview: { url } }) => ({ text: url, href: url }),
  link_mention: ({ link_mention: { href, title } }) => ({ text: title || href, href }),
  page: (_, said) => refuse(`the Notion page "${said}", which readers cannot open`),
  database: (_, said) => refuse(`the Notion database "${said}", which readers cannot open`),
  template_mention: (_, said) =>
    refuse(`"${said}", which Notion fills in only for pages that are made from this one`),
  custom_emoji: (_, said) => refuse(`the emoji "${said}", which only your workspace has`),
};

/**
 * A mention as a reader of the mail can understand it.
 * @throws {BlockedTemplate} naming what only the workspace's own people could.
 */
export function readMention(mention: Mention, said: string): Words {
  const read = looks[mention.type] as ((one: Mention, said: string) => Words) | undefined;
  return read ? read(mention, said) : refuse(`a "${mention.type}", which mail cannot show`);
}

function refuse(what: string): never {
  throw new BlockedTemplate(`the page mentions ${what}`);
}
