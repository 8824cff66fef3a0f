/** What the app needs from the start; the rest of the strings comes with the screen. */
export const labels = { label: 'Activity', open: 'See what happened' } as const
