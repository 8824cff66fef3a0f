/** What is said of it outside of its panel; the rest comes with that. */
export const labels = {
  label: 'Assistant',
  ask: 'Ask the assistant',
  schedules: 'Scheduled questions',
} as const
