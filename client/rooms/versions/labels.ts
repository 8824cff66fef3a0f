/** What the app needs from the start; the rest of the strings comes with the dialog. */
export const labels = { label: 'History' } as const
