/** What an operator may ask of one run; each is kept in its history with who and why. */
export interface Control {
  by: string;
  reason?: string | undefined;
}

/** A control of the next email; refused where the one that is meant is not the next one. */
export interface OfNext extends Control {
  /** Missing: whichever is the next by then. */
  number?: number | undefined;
}

export const resumeModes = ['shift', 'catch-up'] as const;

/** `shift`: the rest moves by the length of the pause. `catch-up`: planned times stay. */
export type ResumeMode = (typeof resumeModes)[number];

export const resolutions = ['sent', 'send-again'] as const;

/** What an operator found out of an email that may or may not have been sent. */
export type Resolution = (typeof resolutions)[number];

/** An email that another system has sent. */
export interface SentElsewhere {
  number: number;
  /** ISO instant. */
  at: string;
  /** Which system, for the history. */
  by: string;
}
