import { activityInfo } from '@temporalio/activity';
import { type Alert, alertTexts } from '../domain/alert.js';
import type { ActivityDeps } from './deps.js';

/** Tells operators what happened, in which run, and what to do about it. */
export function raiseAlert({ sendAlert, runUrl, pageUrl }: ActivityDeps) {
  return async ({ kind, number, template, reason, page }: Alert): Promise<void> => {
    const [title, advice] = alertTexts[kind];
    const workflowId = activityInfo().workflowExecution?.workflowId ?? '';
    const email = number ? `: email ${number}${template ? ` (${template})` : ''}` : '';
    await sendAlert(
      [
        `${title}${email}`,
        ...(reason ? [reason] : []),
        advice,
        `${workflowId} ${page ? pageUrl(page) : runUrl(workflowId)}`,
      ].join('\n'),
    );
  };
}
