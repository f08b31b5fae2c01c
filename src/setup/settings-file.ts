import { type Environment, withoutEmpty } from '../config/environment.js';
import { readEnvFile, settingIn, withSettings, writeEnvFile } from './env-file.js';

/** What .env.example has where a person's own belongs. */
const examples = /^(Your Name <)?you@example\.org>?$|^https:\/\/mail\.example\.org$/;

/** The file of settings that is being filled in: each one is written as soon as it is known. */
export class SettingsFile {
  readonly path: string;
  /** Names of the settings that were written, in that order. */
  readonly written: string[] = [];
  private content: string;

  private constructor(path: string, text: string) {
    this.path = path;
    this.content = text;
  }

  /** The file as it is; one that is not there begins empty, and is made with its first setting. */
  static async open(path: string): Promise<SettingsFile> {
    return new SettingsFile(path, await readEnvFile(path));
  }

  /** The whole file as it is. */
  get text(): string {
    return this.content;
  }

  /** What it holds; an example is nothing. */
  value(name: string): string | undefined {
    const value = settingIn(this.content, name);
    return value === undefined || examples.test(value) ? undefined : value;
  }

  /** Writes a setting, unless it has one. */
  async add(name: string, value: string): Promise<void> {
    if (this.value(name) !== undefined) return;
    const head = this.content === '' ? `${settingsHeading}\n` : '';
    this.content = withSettings(head + this.content, { [name]: value });
    await writeEnvFile(this.path, this.content);
    this.written.push(name);
  }

  /** Reads what another has written into it. */
  async refresh(): Promise<void> {
    this.content = await readEnvFile(this.path);
  }

  /** An environment as it is with what the file holds of these. */
  over(env: Environment, names: readonly string[]): Environment {
    const own = names.flatMap((name) => {
      const value = env[name]?.trim() ? undefined : this.value(name);
      return value === undefined ? [] : [[name, value]];
    });
    const real = Object.entries(withoutEmpty(env)).filter(
      ([, value]) => !examples.test(value?.trim() ?? ''),
    );
    return { ...Object.fromEntries(real), ...Object.fromEntries(own) };
  }
}

/** The first line of a file that is made. */
export const settingsHeading =
  '# Settings of Evergreen; .env.example says what each means. Holds secrets: keep it to yourself';
