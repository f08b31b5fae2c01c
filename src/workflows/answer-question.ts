import { ActivityFailure } from '@temporalio/workflow';
import { type Answered, answerWithinMs, type Question } from '../domain/question.js';
import { priorities } from '../domain/run/priorities.js';
import { notion, notionOptions } from './activities.js';

const options = {
  ...notionOptions,
  retry: { maximumAttempts: 1 },
  priority: priorities.answer,
} as const;

/** Has a worker ask Notion; undefined when none could in time. */
export async function answerQuestion(question: Question): Promise<Answered | undefined> {
  const withinMs = answerWithinMs(question);
  const times = { scheduleToCloseTimeout: withinMs, startToCloseTimeout: withinMs };
  const summary = question.about;
  try {
    return await notion.answerQuestion.executeWithOptions({ ...options, ...times, summary }, [
      question,
    ]);
  } catch (error) {
    if (error instanceof ActivityFailure) return undefined;
    throw error;
  }
}
