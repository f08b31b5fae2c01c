import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Texts that must not stand where they are looked for, by what each is. */
export type Canaries = Readonly<Record<string, string>>;

/** Which canaries stand in some bytes, in whatever form a program writes a text. */
export function foundIn(content: Buffer, canaries: Canaries): string[] {
  const lower = Buffer.from(content.toString('latin1').toLowerCase(), 'latin1');
  return Object.entries(canaries).flatMap(([name, text]) =>
    formsOf(text).some((form) => content.includes(form)) || lower.includes(text.toLowerCase())
      ? [name]
      : [],
  );
}

/** The same of every file of a folder, each read once. */
export function foundInFiles(folder: string, canaries: Canaries): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => join(folder, file))
    .filter((file) => statSync(file).isFile());
  if (files.length === 0) throw new Error(`${folder} holds no files`);
  const found = files.flatMap((file) => foundIn(readFileSync(file), canaries));
  return [...new Set(found)];
}

/** All texts and bytes of a value one after the other, as they are. */
export function bytesOf(value: unknown): Buffer {
  if (typeof value === 'string') return Buffer.from(`${value}\n`);
  if (value instanceof Uint8Array) return Buffer.concat([value, Buffer.from('\n')]);
  if (typeof value !== 'object' || value === null) return Buffer.alloc(0);
  return Buffer.concat(
    Object.entries(value).flatMap(([name, one]) => [Buffer.from(name), bytesOf(one)]),
  );
}

function formsOf(text: string): Buffer[] {
  const utf8 = Buffer.from(text);
  return [
    utf8,
    Buffer.from(text, 'latin1'),
    Buffer.from(text, 'utf16le'),
    Buffer.from(escaped(text)),
    Buffer.from(encodeURIComponent(text)),
    Buffer.from(utf8.toString('hex')),
    ...base64Forms(utf8),
  ];
}

/** As JSON is written where it shall be ASCII. */
function escaped(text: string): string {
  return JSON.stringify(text)
    .slice(1, -1)
    .replaceAll(/[^ -~]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** In base64 a text looks different at each of three places; what surrounds it is cut off. */
function base64Forms(utf8: Buffer): Buffer[] {
  return [0, 1, 2].flatMap((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), utf8]);
    const from = Math.ceil((before * 4) / 3);
    const until = Math.floor(whole.length / 3) * 4;
    const [standard, url] = (['base64', 'base64url'] as const).map((form) =>
      whole.toString(form).slice(from, until),
    );
    return [Buffer.from(standard ?? ''), Buffer.from(url ?? '')];
  });
}
