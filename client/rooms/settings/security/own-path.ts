/** Whatever a link says: a path of this app, never another site. */
export function ownPath(to: string | undefined): string {
  return to !== undefined && /^\/(?![/\\])/.test(to) ? to : '/'
}
