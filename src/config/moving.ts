import { InvalidConfig } from '../domain/errors.js';
import { type Environment, withoutEmpty } from './environment.js';
import { databaseIds } from './known-environment.js';
import { sandboxSecrets } from './known-secrets.js';
import { loadOperatorConfig } from './operator.js';
import { loadWorkspaceConfig } from './workspace.js';

const fewestCharacters = 32;

/**
 * Reads what moving people between systems needs: the workspace, and the secret of which runs' ids are made.
 * @throws {InvalidConfig} listing every fault at once, by name, with what was expected.
 */
export function loadMovingConfig(env: Environment) {
  const { isSandbox, databases, ...workspace } = loadWorkspaceConfig(env);
  const { isTesting, isShadow, user } = loadOperatorConfig(env);
  const own = isSandbox ? databaseIds : undefined;
  const contacts = databases.contacts ?? own?.contacts;
  const tracker = databases.tracker ?? own?.tracker;
  const secret =
    withoutEmpty(env)['CONTACT_KEY_SECRET'] ?? (isSandbox ? sandboxSecrets.CONTACT_KEY_SECRET : '');
  const faults = [
    ...(contacts === undefined ? ['NOTION_CONTACTS_DB_ID: is required'] : []),
    ...(tracker === undefined ? ['NOTION_EMAIL_SEQUENCE_DB_ID: is required'] : []),
    ...(secret.length < fewestCharacters
      ? ['CONTACT_KEY_SECRET: expected the one that the API has, 32 characters or more']
      : []),
  ];
  if (contacts === undefined || tracker === undefined || faults.length > 0) {
    throw new InvalidConfig(`The environment is not as expected: ${faults.join('; ')}`);
  }
  return {
    ...workspace,
    databases: { contacts, tracker },
    contactKeySecret: isShadow ? { ofShadow: secret } : secret,
    isTesting,
    isShadow,
    user,
  };
}

export type MovingConfig = ReturnType<typeof loadMovingConfig>;
