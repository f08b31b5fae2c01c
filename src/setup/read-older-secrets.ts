import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';

/** One entry as it stands there. */
export interface Found {
  name: string;
  /** The name, where it looks like one; else where it stands. What was misplaced may be a value. */
  shown: string;
  /** Undefined where it is no text. */
  value: string | undefined;
}

/** An older system's settings. */
export interface OlderFile {
  /** Where they come from. */
  system: 'Kestra' | 'Prefect';
  found: Found[];
  /** Its secrets, `SECRET_…`, are in base64. */
  isEncodedThere: boolean;
  /** Lines that are neither settings nor comments. */
  unread: string[];
}

/** Such a file cannot be read; the message quotes nothing of it. */
class UnreadableSecrets extends Error {
  override name = 'UnreadableSecrets';
}

const mostBytes = 1_000_000;

/**
 * Reads Kestra's `.env` file, or an export of Prefect's blocks: one JSON file, or a folder of them.
 * @throws {UnreadableSecrets}
 */
export async function readOlderSecrets(path: string): Promise<OlderFile> {
  const entry = await stat(path).catch(() => undefined);
  if (!entry) throw new UnreadableSecrets(`${path} cannot be read: is it there?`);
  if (entry.isDirectory()) return readFolder(path);
  const text = await readText(path);
  return /^\s*[[{]/.test(text)
    ? { system: 'Prefect', found: readBlocks(parse(path, text)), isEncodedThere: false, unread: [] }
    : { system: 'Kestra', isEncodedThere: true, ...readSettings(text) };
}

async function readText(path: string): Promise<string> {
  const entry = await stat(path);
  if (entry.size > mostBytes) throw new UnreadableSecrets(`${path} is too large for settings`);
  try {
    return (await readFile(path, 'utf8')).replace(/^\uFEFF/, '');
  } catch {
    throw new UnreadableSecrets(`${path} cannot be read: may you read it?`);
  }
}

/** One block a file: its document, its value, or the value alone; the file's name names it then. */
async function readFolder(path: string): Promise<OlderFile> {
  const entries = await readdir(path, { withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !entry.name.startsWith('.'));
  if (files.length === 0) throw new UnreadableSecrets(`${path} holds no blocks`);
  const found: Found[] = [];
  for (const { name: file } of files.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const text = await readText(join(path, file));
    const name = basename(file, extname(file));
    if (/^\s*[[{]/.test(text)) found.push(...readBlocks(parse(join(path, file), text), name));
    else found.push({ name, shown: toShown(name, `file ${found.length + 1}`), value: text });
  }
  return { system: 'Prefect', found, isEncodedThere: false, unread: [] };
}

/** What JSON itself says of a fault quotes the file. */
function parse(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UnreadableSecrets(`${path} begins like JSON, and is none`);
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Block documents as Prefect's API answers them (`{ name, data: { value } }`), alone or in a list; or a map of
 * names to values or documents.
 */
function readBlocks(json: unknown, fileName?: string): Found[] {
  if (Array.isArray(json)) return json.flatMap((one) => readBlocks(one));
  if (!isRecord(json)) return [];
  const inside = json['block_documents'] ?? json['blocks'] ?? json['results'];
  if (Array.isArray(inside) || isRecord(inside)) return readBlocks(inside);
  const isDocument = 'data' in json || ('value' in json && Object.keys(json).length <= 4);
  const name = json['name'] ?? json['block_document_name'] ?? json['_block_document_name'];
  const own = typeof name === 'string' ? name : fileName;
  if (isDocument && own !== undefined) return [toFound(own, json, 1)];
  return Object.entries(json).map(([key, value], at) => toFound(key, value, at + 1));
}

function toFound(name: string, json: unknown, at: number): Found {
  return { name, shown: toShown(name, `entry ${at}`), value: textOf(json) };
}

function textOf(json: unknown, depth = 0): string | undefined {
  if (typeof json === 'string') return json;
  if (typeof json === 'boolean' || typeof json === 'number') return String(json);
  if (json === null) return '';
  if (!isRecord(json) || depth > 2) return undefined;
  return textOf(json['data'] ?? json['value'], depth + 1);
}

const setting = /^\s*(?:export\s+)?([A-Za-z_][\w.-]*)\s*=(.*)$/;

/** GNU's base64 breaks its lines here, and who pasted both lines has a setting of two. */
const brokenAt = 76;

function readSettings(text: string): Pick<OlderFile, 'found' | 'unread'> {
  const found: Found[] = [];
  const unread: string[] = [];
  let isOpen = false;
  for (const [at, line] of text.split(/\r\n|\n|\r/).entries()) {
    const last = found.at(-1);
    if (isOpen && last && /^[A-Za-z0-9+/]+={0,2}\s*$/.test(line)) {
      last.value += line.trim();
      isOpen = line.trim().length === brokenAt;
      continue;
    }
    isOpen = false;
    if (!line.trim() || line.trim().startsWith('#')) continue;
    const [, name, rest = ''] = setting.exec(line) ?? [];
    if (name === undefined) {
      unread.push(`line ${at + 1}`);
      continue;
    }
    const value = unquote(rest);
    found.push({ name, shown: toShown(name, `line ${at + 1}`), value });
    isOpen = value.length === brokenAt;
  }
  return { found, unread };
}

/** A `#` begins a comment only outside quotes, and behind a space. */
function unquote(text: string): string {
  const [, , quoted] = /^(['"])(.*?)\1\s*(?:#.*)?$/.exec(text.trim()) ?? [];
  return quoted ?? text.replace(/(^|\s)#.*$/, '').trim();
}

/** A name as settings or blocks have it; a value that stands where a name belongs is not shown. */
function toShown(name: string, place: string): string {
  const isName = /^[A-Z]+(_[A-Z0-9]+)+$|^[a-z]+([-_][a-z0-9]+)+$/.test(name);
  return isName && name.length <= 60 && !/\d{4}|^(re|ntn)_/.test(name) ? name : place;
}
