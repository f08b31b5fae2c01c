import { invalid, misfit } from './refusal.js';

export interface RichTextItem {
  type: string;
  plain_text: string;
  href: string | null;
  annotations: Record<string, unknown>;
  [content: string]: unknown;
}

const maxItems = 100;
const maxContent = 2000;
const maxUrl = 2000;

const plainAnnotations = {
  bold: false,
  italic: false,
  strikethrough: false,
  underline: false,
  code: false,
  color: 'default',
};

/** Completes rich text as it was sent to what Notion reads back. @throws NotionRefusal */
export function readRichText(value: unknown, path: string): RichTextItem[] {
  if (!Array.isArray(value)) throw misfit(path, 'an array', value);
  refuseLonger(value.length, maxItems, path);
  return value
    .map((item, index) => readItem(item, `${path}[${index}]`))
    .filter(({ type, plain_text }) => type !== 'text' || plain_text !== '');
}

export function richText(content: string): RichTextItem[] {
  return readRichText([{ text: { content } }], 'text');
}

export function plainText(items: RichTextItem[]): string {
  return items.map(({ plain_text }) => plain_text).join('');
}

/** @throws NotionRefusal when a length is above its limit */
export function refuseLonger(length: number, limit: number, path: string): void {
  if (length <= limit) return;
  throw invalid(
    `body failed validation: ${path}.length should be ≤ \`${limit}\`, instead was \`${length}\`.`,
  );
}

function readItem(item: unknown, path: string): RichTextItem {
  if (typeof item !== 'object' || item === null) throw misfit(path, 'an object', item);
  const { annotations, ...sent } = item as Record<string, unknown>;
  const common = { annotations: { ...plainAnnotations, ...(annotations as object | undefined) } };
  if ('text' in sent) return { ...readText(sent.text, `${path}.text`), ...common };
  if ('equation' in sent) {
    const { expression = '' } = sent.equation as { expression?: string };
    const equation = { expression };
    return { type: 'equation', equation, plain_text: expression, href: null, ...common };
  }
  if ('mention' in sent) return { ...readMention(sent.mention, path), ...common };
  throw misfit(`${path}.text`, 'defined', undefined);
}

function readText(text: unknown, path: string) {
  const { content, link } = (text ?? {}) as { content?: unknown; link?: { url?: unknown } | null };
  if (typeof content !== 'string') throw misfit(`${path}.content`, 'a string', content);
  refuseLonger(content.length, maxContent, `${path}.content`);
  const url = link?.url;
  if (link && typeof url !== 'string') throw misfit(`${path}.link.url`, 'a string', url);
  const href = typeof url === 'string' ? url : null;
  refuseLonger(href?.length ?? 0, maxUrl, `${path}.link.url`);
  return {
    type: 'text',
    text: { content, link: href === null ? null : { url: href } },
    plain_text: content,
    href,
  };
}

type Told = Partial<Record<string, string>>;

/** What Notion shows of each kind of mention; of a page it tells no title that the token may not read. */
const mentions: Record<string, (told: Told) => [text: string, href: string | null]> = {
  user: ({ name = 'Anonymous' }) => [`@${name}`, null],
  date: ({ start = '', end }) => [end ? `${start} → ${end}` : start, null],
  page: ({ id = '' }) => ['Untitled', addressOf(id)],
  database: ({ id = '' }) => ['Untitled', addressOf(id)],
  template_mention: ({ template_mention_date: day }) => [
    day === undefined ? '@Me' : day === 'now' ? '@Now' : '@Today',
    null,
  ],
  custom_emoji: ({ name = 'emoji' }) => [`:${name}:`, null],
};

function readMention(sent: unknown, path: string) {
  const mention = (sent ?? {}) as Record<string, unknown>;
  const type = Object.keys(mentions).find((name) => name in mention);
  const read = type === undefined ? undefined : mentions[type];
  if (type === undefined || !read) throw misfit(`${path}.mention.user`, 'defined', undefined);
  const content = (mention[type] ?? {}) as Told;
  const [plain_text, href] = read(content);
  return {
    type: 'mention',
    mention: { type, [type]: { ...completed[type]?.(content), ...content } },
    plain_text,
    href,
  };
}

/** What is read back beside what was sent. */
const completed: Record<string, (told: Told) => object> = {
  date: () => ({ end: null, time_zone: null }),
  user: () => ({ object: 'user' }),
  custom_emoji: () => ({ name: 'emoji', url: 'https://files.notion.example/emoji' }),
  template_mention: ({ template_mention_user: user }) => ({
    type: user === undefined ? 'template_mention_date' : 'template_mention_user',
  }),
};

function addressOf(id: string): string {
  return `https://www.notion.so/${id.replaceAll('-', '')}`;
}
