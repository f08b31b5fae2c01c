import { allHandlersFinished, condition, setHandler } from '@temporalio/workflow';
import { type Person, updatePerson } from '../domain/run/run.js';
import { notion, recordOptions } from './activities.js';
import { updateContact } from './messages.js';
import { untilDone } from './refusal.js';
import { tellOperators } from './tell-operators.js';

/** Records a contact, and whatever is told of them while it does; sends nothing. */
export async function trackSignup(input: Person): Promise<void> {
  let person = input;
  let isNew = true;
  let isTold = false;
  setHandler(updateContact, (update) => {
    person = updatePerson(person, update);
    isNew = true;
  });
  while (isNew) {
    isNew = false;
    const options = { ...recordOptions, summary: 'save' };
    const save = () => notion.saveContact.executeWithOptions(options, [person]);
    const { isDoubled } = await untilDone(save);
    if (isDoubled && !isTold) isTold = await tellOperators({ kind: 'contact_doubled' });
  }
  await condition(allHandlersFinished);
}
