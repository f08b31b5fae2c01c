/**
 * How many activities of a queue are under way at once. What has begun waits for its turn in our own
 * gates, past which nothing is put first and no stop can withdraw it: so few begin.
 */
export const notionSlots = 8;

/** The same where email is prepared and sent: enough to keep the rate, in emails per second. */
export function resendSlots(requestsPerSecond: number): number {
  return Math.min(Math.max(Math.ceil(requestsPerSecond), 4), 20);
}
