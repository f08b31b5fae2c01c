import { loadMovingConfig } from '../config/moving.js';
import { contactKey } from '../domain/contact.js';
import type { Sought } from '../domain/person.js';
import { openWorkspace } from '../vendors/notion/connect.js';
import { PersonInNotion } from '../vendors/notion/pages-of-person.js';
import type { Cli } from './cli.js';

/** How a person is found in all places, for requests to see what is held of them or to forget it. */
export interface SoughtPerson extends Sought {
  /** Their only name in ids, logs and reports. */
  key: string;
  notion: PersonInNotion;
  isShadow: boolean;
}

/** @throws {InvalidConfig} */
export function seek(cli: Cli, email: string): SoughtPerson {
  const { contactKeySecret, databases, isShadow, ...config } = loadMovingConfig(cli.env);
  const secret =
    typeof contactKeySecret === 'string' ? contactKeySecret : contactKeySecret.ofShadow;
  const key = contactKey(secret, email);
  const workspace = openWorkspace({ ...config, databases: { ...databases, templates: '' } });
  const onWait = (ms: number) =>
    cli.printError(`Notion asked for a pause of ${Math.round(ms / 1_000)} s …\n`);
  return {
    email,
    key,
    keys: [key, contactKey({ ofShadow: secret }, email)],
    notion: new PersonInNotion(workspace, { email, contactKey: key }, onWait),
    isShadow,
  };
}
