/**
 * Shadow mode: Evergreen runs beside an older system, plans what it would send, and sends nothing. Its contacts
 * have keys of their own, which stand in every workflow's id; so what began in shadow mode can never begin to
 * send, and is never taken for the real run of the same event, whatever mode a process has.
 */

/** What the contact keys of shadow mode begin with. */
export const shadowMark = 'shadow-';

/** A contact's key, on its own. */
export const contactKeyForm = /^(?:shadow-)?[0-9a-f]{32}$/;

/** What is said wherever a plan is shown of which nothing will be sent. */
export const shadowWarning = 'shadow mode: nothing is sent';

/** Whether a workflow is of a person whose mail is real, of one in shadow mode, or of nobody. */
export function standingOf(workflowId: string): 'real' | 'shadow' | 'nobody' {
  const [, key = ''] = workflowId.split('/');
  if (!contactKeyForm.test(key)) return 'nobody';
  return key.startsWith(shadowMark) ? 'shadow' : 'real';
}

export function isOfShadow(workflowId: string): boolean {
  return standingOf(workflowId) === 'shadow';
}
