/** What the website posts of somebody, all fields of its copy told; it sent #1 so long ago. */
export function postedAssessment(email: string, sentAgoMs: number) {
  return {
    email,
    assessment_score: 38,
    weakest_system_1: 'GPS',
    weakest_system_2: 'CREW',
    strongest_system: 'CABIN',
    revenue_leak_total: 14_700,
    email_1_sent_at: new Date(Date.now() - sentAgoMs).toISOString(),
  };
}
