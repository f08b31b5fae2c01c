import { addressParser } from 'postal-mime';
import { type Environment, environment } from '../config/environment.js';
import { faultsOfLinks } from '../config/links.js';
import { loadWorkspaceConfig } from '../config/workspace.js';
import { VendorFault } from '../domain/errors.js';
import { troubleOf } from '../setup/trouble.js';
import { openBuilder } from '../vendors/notion/builder.js';
import { ResendAccount } from '../vendors/resend/account.js';

/** One setting that a person knows. */
export interface Question {
  name: string;
  asks: string;
  /** Not shown while it is typed. */
  isSecret?: true;
  isOptional?: true;
  /** What an empty answer means. */
  suggest?: (known: Environment) => string | undefined;
  /** Why the vendor does not take it; undefined where it does. */
  refuse?: (value: string, known: Environment) => Promise<Refusal | undefined>;
}

/** Why a value cannot be taken. */
export interface Refusal {
  why: string;
  /** It may be a good one: the vendor does not say. */
  isUntried?: boolean;
}

/** In the order in which a person has them at hand. */
export const questions: readonly Question[] = [
  {
    name: 'NOTION_TOKEN',
    asks: 'Token of your Notion integration (notion.so/profile/integrations)',
    isSecret: true,
    refuse: refusalOfNotion,
  },
  {
    name: 'RESEND_API_KEY',
    asks: 'API key of Resend, with Full access (resend.com/api-keys)',
    isSecret: true,
    refuse: refusalOfResend,
  },
  {
    name: 'RESEND_FROM_EMAIL',
    asks: 'Sender of the emails, at a domain of yours: Name <you@your.domain>',
  },
  {
    name: 'RESEND_REPLY_TO',
    asks: 'Where replies go',
    suggest: ({ RESEND_FROM_EMAIL }) => addressIn(RESEND_FROM_EMAIL)?.address,
  },
  {
    name: 'SENDER_NAME',
    asks: "Sender's name in the footer",
    suggest: ({ RESEND_FROM_EMAIL }) => addressIn(RESEND_FROM_EMAIL)?.name || undefined,
  },
  { name: 'SENDER_ADDRESS', asks: 'Postal address in the footer, in one line' },
  {
    name: 'PUBLIC_URL',
    asks: 'Where readers will reach the API, for unsubscribe links: https://…',
  },
  {
    name: 'TEMPORAL_ADDRESS',
    asks: 'Where Temporal listens',
    suggest: () => '127.0.0.1:7233',
  },
  {
    name: 'ALERT_WEBHOOK_URL',
    asks: 'Incoming webhook of Slack or Discord for alerts (nothing for none)',
    isSecret: true,
    isOptional: true,
  },
];

/** Why a value cannot be taken, by its form or by the vendor; undefined where it can. */
export async function whyNot(
  { name, refuse }: Question,
  value: string,
  known: Environment,
): Promise<Refusal | undefined> {
  const why = whyNotWritten(value) ?? whyNotForm(name, value);
  return why === undefined ? refuse?.(value, known) : { why };
}

/** Whatever reads the file must read the same: no two kinds of quotes, no second line. */
function whyNotWritten(value: string): string | undefined {
  if (/\p{Cc}/u.test(value)) return 'expected one line';
  return value.includes("'") && /["\\$`]/.test(value)
    ? `expected no ' beside a ", a \\, a $ or a backtick`
    : undefined;
}

function whyNotForm(name: string, value: string): string | undefined {
  const shape: Record<
    string,
    { safeParse(text: string): { error?: { issues: { message: string }[] } | undefined } }
  > = environment.shape;
  const fault = shape[name]?.safeParse(value).error?.issues[0]?.message;
  const [link] = faultsOfLinks({ [name]: value });
  return fault ?? link?.replace(`${name}: `, '');
}

async function refusalOfNotion(token: string, known: Environment): Promise<Refusal | undefined> {
  const config = loadWorkspaceConfig({ ...known, NOTION_TOKEN: token });
  try {
    await openBuilder(config).whoAmI();
    return undefined;
  } catch (error) {
    if (!(error instanceof VendorFault)) throw error;
    return {
      why: troubleOf(error, 'NOTION_TOKEN').found,
      isUntried: error.about === undefined,
    };
  }
}

async function refusalOfResend(apiKey: string, known: Environment): Promise<Refusal | undefined> {
  const account = new ResendAccount({
    apiKey,
    baseUrl: known['RESEND_BASE_URL'],
    requestsPerSecond: 2,
  });
  const usage = await account.usage();
  if ('told' in usage || usage.refused.kind === 'restricted') return undefined;
  const { kind, reason } = usage.refused;
  return kind === 'key'
    ? { why: `Resend refuses it: ${reason}` }
    : { why: `Resend does not answer: ${reason}`, isUntried: true };
}

function addressIn(mailbox: string | undefined): { name?: string; address?: string } | undefined {
  const [first] = addressParser(mailbox ?? '');
  return first && 'address' in first
    ? { name: first.name, ...(first.address && { address: first.address }) }
    : undefined;
}

/** The address alone, of `Name <a@b.org>`. */
export function bareAddress(mailbox: string | undefined): string | undefined {
  return addressIn(mailbox)?.address;
}
