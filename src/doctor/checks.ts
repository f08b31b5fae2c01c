import type { Check } from './check.js';
import { clock } from './clock.js';
import { notionWorkspace } from './notion.js';
import { operatorChecks } from './operators.js';
import { accountChecks } from './resend.js';
import { senderChecks } from './sender-domain.js';
import { settingChecks } from './settings.js';
import { templateCopy } from './templates.js';
import { temporalChecks } from './temporal.js';
import { websiteChecks } from './website.js';

/** All that `doctor` looks at, in the order in which it tells of it. docs/doctor.md has a row for each id. */
export const checks: readonly Check[] = [
  ...settingChecks,
  clock,
  ...temporalChecks,
  notionWorkspace,
  templateCopy,
  ...accountChecks,
  ...senderChecks,
  ...websiteChecks,
  ...operatorChecks,
];
