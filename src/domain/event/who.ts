import { z } from 'zod';
import { requiredText, text } from './fields.js';

/** Who asks for a control, and why: each is one line of at most 200 characters. */
export const who = z.object({
  by: requiredText.meta({ description: 'Who asks for it.' }),
  reason: text,
});
