import { condition, proxyActivities, sleep } from '@temporalio/workflow';

/** What a drip email costs without all that Evergreen adds. */
export interface Drip {
  url: string;
  email: string;
  /** When it goes, in ms since 1970. */
  untilMs: number;
}

export type Post = (mail: Omit<Drip, 'untilMs'>) => Promise<void>;

const { post } = proxyActivities<{ post: Post }>({ startToCloseTimeout: '1 minute' });

/** A start, a timer, one POST. */
export async function bareDrip({ untilMs, ...mail }: Drip): Promise<void> {
  await sleep(untilMs - Date.now());
  await post(mail);
}

/** What waiting costs by itself, with something that could end it before its time. */
export async function bareWaits(times: number, forMs: number): Promise<void> {
  for (let time = 0; time < times; time += 1) await condition(() => false, forMs);
}
