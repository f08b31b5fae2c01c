import { activityInfo } from '@temporalio/activity';
import { type Alert, alertTexts } from '../domain/alert.js';
import { VendorFault } from '../domain/errors.js';
import { isOfShadow } from '../domain/shadow.js';
import type { ActivityDeps } from './deps.js';

/**
 * A worker does a hundred things of this kind at once, stops among them: alerts that wait for whoever
 * takes them leave most of that free.
 */
const mostAtOnce = 20;

type AlertDeps = Pick<ActivityDeps, 'sendAlert' | 'runUrl' | 'pageUrl' | 'isShadow'>;

/**
 * Tells operators what happened, in which run, and what to do about it. What is too much at once is
 * raised again a little later.
 */
export function raiseAlert({ sendAlert, ...shown }: AlertDeps) {
  let underWay = 0;
  return async (alert: Alert): Promise<void> => {
    if (underWay >= mostAtOnce) throw new VendorFault('too many alerts', { kind: 'retryable' });
    underWay += 1;
    try {
      await sendAlert(say(alert, shown));
    } finally {
      underWay -= 1;
    }
  };
}

function say(
  { kind, number, template, reason, page }: Alert,
  { runUrl, pageUrl, isShadow }: Omit<AlertDeps, 'sendAlert'>,
): string {
  const [title, advice] = alertTexts[kind];
  const workflowId = activityInfo().workflowExecution?.workflowId ?? '';
  const email = number ? `: email ${number}${template ? ` (${template})` : ''}` : '';
  const mark = isShadow || isOfShadow(workflowId) ? '[shadow] ' : '';
  return [
    `${mark}${title}${email}`,
    ...(reason ? [reason] : []),
    advice,
    `${workflowId} ${page ? pageUrl(page) : runUrl(workflowId)}`,
  ].join('\n');
}
