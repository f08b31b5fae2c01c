import { ActivityFailure } from '@temporalio/workflow';
import { type Answered, answerWithinMs, type Question } from '../domain/question.js';
import { notion, notionOptions } from './activities.js';

const options = {
  ...notionOptions,
  scheduleToCloseTimeout: answerWithinMs,
  startToCloseTimeout: answerWithinMs,
  retry: { maximumAttempts: 1 },
  // Somebody waits for it, but emails that are due go first.
  priority: { priorityKey: 2 },
} as const;

/** Has a worker ask Notion; undefined when none could in time. */
export async function answerQuestion(question: Question): Promise<Answered | undefined> {
  const summary = question.about;
  try {
    return await notion.answerQuestion.executeWithOptions({ ...options, summary }, [question]);
  } catch (error) {
    if (error instanceof ActivityFailure) return undefined;
    throw error;
  }
}
