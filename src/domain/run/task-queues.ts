/** One queue for the workflows, one for each vendor, so that each is paced and stalls alone. */
export const taskQueues = {
  workflows: 'evergreen',
  notion: 'evergreen-notion',
  resend: 'evergreen-resend',
} as const;
