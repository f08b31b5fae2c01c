/** What was looked at, as groups that `doctor` prints. */
export type CheckGroup =
  | 'Configuration'
  | 'Temporal'
  | 'Notion'
  | 'Templates'
  | 'Resend'
  | 'Website'
  | 'Operators';

/** One thing that was looked at. */
export interface CheckResult {
  /** In kebab case; stays the same from version to version. */
  id: string;
  group: CheckGroup;
  /** What was looked at, as the subject of a sentence. */
  what: string;
  /** `wrong`: mail could not go out, or to the wrong people. */
  level: 'good' | 'warning' | 'wrong';
  /** What was found; always there unless it is good. */
  found?: string;
  /** The exact mend, for a person; always there unless it is good. */
  mend?: string;
}
