import { allHandlersFinished, condition, setHandler } from '@temporalio/workflow';
import { type Person, updatePerson } from '../domain/run/run.js';
import { notion, recordOptions } from './activities.js';
import { updateContact } from './messages.js';
import { untilDone } from './refusal.js';

/** Records a contact, and whatever is told of them while it does; sends nothing. */
export async function trackSignup(input: Person): Promise<void> {
  let person = input;
  let isNew = true;
  setHandler(updateContact, (update) => {
    person = updatePerson(person, update);
    isNew = true;
  });
  while (isNew) {
    isNew = false;
    const options = { ...recordOptions, summary: 'save' };
    await untilDone(() => notion.saveContact.executeWithOptions(options, [person]));
  }
  await condition(allHandlersFinished);
}
