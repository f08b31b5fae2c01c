import { worstOf } from '../../campaign/stops.js';
import { normaliseEmail } from '../../domain/contact.js';
import { MINUTE } from '../../domain/duration.js';
import { InvalidSetup, VendorFault } from '../../domain/errors.js';
import type { Answered, Answers, DeliveriesOf, Question } from '../../domain/question.js';
import type { TemplateDesk } from '../../templates/template-desk.js';
import type { Workspace } from '../../vendors/notion/connect.js';
import { lookForContact } from '../../vendors/notion/find-contact.js';

type Asked = () => Promise<Pick<Workspace, 'contacts' | 'tracker'>>;

/** What Notion itself answers. `check` looks at the databases, `templates` at the copy. */
export function answersOfNotion(
  workspace: Asked,
  check: () => Promise<unknown>,
  templates: Pick<TemplateDesk, 'report' | 'copyOf'>,
): Answers {
  return {
    async contact(email) {
      const { contacts } = await workspace();
      const { found, doubles } = await lookForContact(contacts, email);
      if (!found) return undefined;
      const { pageId, createdAt: _, ...fields } = found;
      fields.emailStatus = worstOf([found, ...doubles].map((row) => row.emailStatus));
      return { fields, url: `https://www.notion.so/${pageId.replaceAll('-', '')}` };
    },
    async address(contactKey) {
      const { contacts } = await workspace();
      const [oldest] = await contacts.find('contactKey', 'equals', contactKey);
      return oldest?.values.email ?? undefined;
    },
    async deliveries(of) {
      const rows = await rowsOf(await workspace(), of);
      return rows.flatMap(({ values: { key, delivery } }) =>
        key && delivery ? [[key, delivery] as [string, string]] : [],
      );
    },
    async schema() {
      await check();
    },
    templates: () => templates.report(),
    template: (name) => templates.copyOf(name),
  };
}

function rowsOf({ tracker }: Pick<Workspace, 'tracker'>, of: DeliveriesOf) {
  return 'runId' in of
    ? tracker.find('key', 'starts_with', `${of.runId}/`)
    : tracker.find('email', 'equals', normaliseEmail(of.email));
}

/** The same outcome for a minute, good or bad: however many APIs ask, Notion is asked once. */
export function onceAMinute<T>(look: () => Promise<T>): () => Promise<T> {
  let last: { outcome: Promise<T>; untilMs: number } | undefined;
  return () => {
    const nowMs = performance.now();
    if (!last || nowMs >= last.untilMs) last = { outcome: look(), untilMs: nowMs + MINUTE };
    return last.outcome;
  };
}

/** Answers the API for all who speak to Notion; what Notion refuses is an answer too. */
export function answerQuestion(answers: Answers) {
  return async ({ about, of }: Question): Promise<Answered> => {
    const answer = answers[about] as (of: unknown) => Promise<unknown>;
    try {
      return { answer: await answer(of) };
    } catch (error) {
      const isSetup = error instanceof InvalidSetup;
      if (isSetup || error instanceof VendorFault) return { fault: error.message, isSetup };
      throw error;
    }
  };
}
