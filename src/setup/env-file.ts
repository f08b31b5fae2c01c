import { chmod, mkdtemp, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { olderSettings } from '../config/environment.js';

/** Settings of a file, by name. */
export type Settings = Readonly<Record<string, string>>;

const line = /^(\s*(?:export\s+)?)([A-Za-z_]\w*)\s*=(.*?)(\r?)$/;

/** What a file of settings says of one; undefined where it says nothing. */
export function settingIn(text: string, name: string): string | undefined {
  const values = text.split('\n').flatMap((one) => {
    const [, , own, value = ''] = line.exec(one) ?? [];
    return own === name ? [unquote(value)] : [];
  });
  return values.at(-1) || undefined;
}

/**
 * The settings that a file has with another value, by the name under which it has them. Two forms of one id of
 * Notion's, with dashes, without, or as an address, are one value.
 */
export function conflictsIn(text: string, settings: Settings): string[] {
  return Object.entries(settings).flatMap(([name, value]) =>
    namesOf(name).filter((own) => {
      const had = settingIn(text, own);
      return had !== undefined && !isSame(had, value);
    }),
  );
}

/** The file with these settings; all other lines, and those that say the same already, stay as they are. Pure. */
export function withSettings(text: string, settings: Settings): string {
  let lines = text.split('\n');
  for (const [name, value] of Object.entries(settings)) {
    const had = namesOf(name)
      .map((own) => settingIn(text, own))
      .find((own) => own !== undefined);
    if (had !== undefined && isSame(had, value)) continue;
    const at = lines.findLastIndex((one) => line.exec(one)?.[2] === name);
    lines = at < 0 ? appended(lines, `${name}=${quote(value)}`) : replaced(lines, at, name, value);
  }
  return lines.join('\n');
}

/** What a file holds; empty where there is none. */
export async function readEnvFile(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}

/** Writes a file that holds secrets: whole or not at all, and for its owner alone. */
export async function writeEnvFile(file: string, text: string): Promise<void> {
  const target = await realpath(file).catch(() => file);
  const folder = await mkdtemp(join(dirname(target), '.env-'));
  try {
    const draft = join(folder, 'draft');
    await writeFile(draft, text, { mode: 0o600 });
    await chmod(draft, 0o600);
    await rename(draft, target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Its own name, and those that older files have for it. */
function namesOf(name: string): string[] {
  const older = Object.entries(olderSettings).flatMap(([old, own]) => (own === name ? [old] : []));
  return [name, ...older];
}

function replaced(lines: readonly string[], at: number, name: string, value: string): string[] {
  const [, before = '', , , end = ''] = line.exec(lines[at] ?? '') ?? [];
  return lines.with(at, `${before}${name}=${quote(value)}${end}`);
}

/** Before the last line end, and with the line ends that the file has. */
function appended(lines: readonly string[], added: string): string[] {
  const end = lines.some((one) => one.endsWith('\r')) ? '\r' : '';
  const isEnded = lines.at(-1) === '';
  return [...(isEnded ? lines.slice(0, -1) : lines), `${added}${end}`, ''];
}

/** In single quotes nothing has a meaning; a value that holds one stands in double quotes. */
function quote(value: string): string {
  if (/^[\w./:@+,-]*$/.test(value)) return value;
  return value.includes("'") ? `"${value}"` : `'${value}'`;
}

function unquote(value: string): string {
  const text = value.trim();
  const [, , quoted] = /^(['"])(.*?)\1/.exec(text) ?? [];
  return quoted ?? text.split(/\s#/, 1).join().trim();
}

function isSame(a: string, b: string): boolean {
  return a === b || (idIn(a) !== undefined && idIn(a) === idIn(b));
}

/** The id in an address of Notion's, or what is one itself. */
export function idIn(text: string): string | undefined {
  const [path = ''] = text.split('?');
  return /([0-9a-f]{32})$/.exec(path.toLowerCase().replaceAll('-', ''))?.[1];
}
