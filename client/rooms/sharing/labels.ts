/** What the menus of all things say; the rest comes with the dialog. */
export const labels = {
  label: 'Sharing',
  open: 'Share…',
  share: 'Share',
} as const
