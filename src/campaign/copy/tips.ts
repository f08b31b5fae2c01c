import type { EventData } from '../../domain/event/event.js';
import type { Value } from './values.js';

/** One honest first step for each of the eight systems. */
export const tips: Record<string, string> = {
  GPS: 'Write down one number that says you are on course, and look at it every Monday.',
  CREW: 'Ask each person on the team what slows them down most. Mend one thing this week.',
  ENGINE:
    'List what you sell by profit, not by price. Put the top three first wherever people choose.',
  FUEL: 'Move a fixed share of every payment into a separate account on the day it comes in.',
  CABIN:
    'Walk through a visit as a client would, from the first click to the goodbye. Note three snags.',
  COCKPIT: 'Block two hours a week for work on the business, with the phone in another room.',
  RADAR: 'Ask five clients how they found you. Do more of what at least two of them say.',
  AUTOPILOT:
    'Pick the task you repeat most and write its steps down, so that someone else can do it.',
};

/** For any other weakness, and for none; three, so that an email may hold all of them. */
export const genericTips = {
  first: 'Pick the one system that worries you most and give it a single hour this week.',
  second:
    'Ask someone who knows your business well what you should stop doing. Leave one of those things for a month.',
  third:
    'Look at last week in your calendar and mark what only you could have done. Hand on one of the rest.',
};

/** A tip for the system that a field of the event names, or one that always fits. */
export const tip =
  (place: keyof typeof genericTips, weakest?: string) =>
  (data: EventData): Value =>
    (weakest && tips[String(data[weakest]).trim().toUpperCase()]) || genericTips[place];
