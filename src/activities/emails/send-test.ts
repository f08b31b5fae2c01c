import { activityInfo } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { deliveryAddress } from '../../domain/contact.js';
import type { PreviewedMail } from '../../domain/copy-report.js';
import { BlockedTemplate, VendorFault } from '../../domain/errors.js';
import type { Mail, PackedMail } from '../../domain/mail/mail.js';
import type { TestOutcome, TestSend } from '../../domain/test-send.js';
import { type Reader, someone } from '../../templates/example.js';
import { renderPreview } from '../../templates/preview.js';
import { toReader } from '../../templates/reader.js';
import { lookForContact } from '../../vendors/notion/find-contact.js';
import type { ActivityDeps } from '../deps.js';
import { packMail, unpackMail } from './pack-mail.js';

type Refused = Extract<TestOutcome, { kind: 'refused' }>;

/** Makes the mail of a test, marked as one; every attempt sends it exactly so. What stands in its way is told. */
export function prepareTest(deps: ActivityDeps) {
  return async (asked: TestSend): Promise<{ kind: 'ready'; mail: PackedMail } | Refused> => {
    if (deps.isShadow) return refused('SHADOW is on, so that nothing is sent');
    if (!deps.isTestRecipient(asked.to)) {
      return refused(
        'tests go only to addresses that TESTING_RECIPIENTS names, and this is none of them',
      );
    }
    try {
      const copy = await deps.templates.copyOf(asked.template);
      if (!copy) return refused(`there is no template "${asked.template}"`);
      const reader = await readerOf(deps, asked);
      if (!reader) return refused('Notion has no contact of this address');
      const now = await deps.now();
      // Whoever follows the link unsubscribes themselves, and not the contact.
      const unsubscribeUrl = deps.unsubscribeUrl(asked.to);
      const preview = await renderPreview(copy, { reader, unsubscribeUrl }, deps, now);
      return { kind: 'ready', mail: packMail(toTestMail(asked, preview)) };
    } catch (error) {
      if (!(error instanceof BlockedTemplate || error instanceof VendorFault)) throw error;
      return refused(error.message);
    }
  };
}

async function readerOf(
  { workspace }: Pick<ActivityDeps, 'workspace'>,
  { contact }: TestSend,
): Promise<Reader | undefined> {
  if (contact === undefined) return someone;
  const { found } = await lookForContact(workspace.contacts, contact);
  return found && toReader(contact, { ...found });
}

function toTestMail(
  { template, to }: TestSend,
  { subject, headers, ...mail }: PreviewedMail,
): Mail {
  return {
    ...mail,
    to: deliveryAddress(to),
    subject: `[Test] ${subject}`,
    headers: { ...headers, 'X-Evergreen-Test': 'true' },
    // Without those of a run: what Resend says of it is nobody's.
    tags: [{ name: 'test', value: template.replaceAll(/[^\w-]/g, '_') }],
  };
}

/**
 * Hands a test to Resend, at its pace, and only while sending is on.
 * @throws {ApplicationFailure} to be tried again with the same bytes under the same key.
 */
export function sendTestMail({ sendMail, runs }: Pick<ActivityDeps, 'sendMail' | 'runs'>) {
  return async (packed: PackedMail): Promise<TestOutcome> => {
    const { workflowExecution } = activityInfo();
    const answer = await sendMail(
      unpackMail(packed),
      workflowExecution?.workflowId ?? '',
      async () => {
        const offAt = await runs.sendingOffAt();
        return offAt === undefined ? undefined : { kind: 'held', offAt };
      },
    );
    if (answer.kind === 'sent') {
      return { kind: 'sent', resendId: answer.id, subject: packed.subject };
    }
    if (answer.kind === 'held') return refused('sending is switched off');
    if (answer.kind === 'ambiguous' && answer.isFinal) {
      return { kind: 'unknown', reason: answer.reason };
    }
    if (answer.kind === 'refused' && answer.fault) return refused(answer.reason);
    const nextRetryDelay = answer.kind === 'refused' ? answer.retryAfterMs : undefined;
    throw ApplicationFailure.create({
      type: answer.kind,
      message: answer.reason,
      ...(nextRetryDelay !== undefined && { nextRetryDelay }),
    });
  };
}

function refused(reason: string): Refused {
  return { kind: 'refused', reason };
}
