/** One email to somebody of our own, to see how it arrives; no run knows of it. */
export interface TestSend {
  template: string;
  to: string;
  /** Whose values it shows; default: those of the campaign's example. */
  contact?: string;
  by: string;
}

/** What became of it. */
export type TestOutcome =
  /** `resendId`: Resend's. */
  | { kind: 'sent'; resendId: string; subject: string }
  /** Nothing was sent. */
  | { kind: 'refused'; reason: string }
  /** It may have been sent. */
  | { kind: 'unknown'; reason: string };
