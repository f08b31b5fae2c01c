/** Every template by its exact name, with the older names under which it is also looked for. */
export const templateNames: Record<string, readonly string[]> = {
  '5-Day E1': ['christmas_email_1'],
  '5-Day E2': ['christmas_email_2'],
  '5-Day E3': ['christmas_email_3'],
  '5-Day E4': ['christmas_email_4'],
  '5-Day E5': ['christmas_email_5'],
  noshow_recovery_email_1: [],
  noshow_recovery_email_2: [],
  noshow_recovery_email_3: [],
  postcall_maybe_email_1: [],
  postcall_maybe_email_2: [],
  postcall_maybe_email_3: [],
  onboarding_phase1_email_1: [],
  onboarding_phase1_email_2: [],
  onboarding_phase1_email_3: [],
};
