/** What is said of the room outside its screen, which brings the rest. */
export const labels = {
  label: 'Import and export',
  actions: { import: 'Import Markdown…', export: 'Export as Markdown…' },
} as const
