/** What the app needs from the start; the rest of the strings comes with the screen. */
export const labels = { label: 'Search', open: 'Search in texts' } as const
