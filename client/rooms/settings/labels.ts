/** What is said of it outside of its screens; the rest comes with them. */
export const labels = { label: 'Settings' } as const
