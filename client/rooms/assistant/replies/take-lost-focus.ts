/** The button that was pressed is gone; focus goes to what takes its place instead of to the top of the page. */
export function takeLostFocus(node: HTMLButtonElement | null): void {
  if (node && (document.activeElement === document.body || document.activeElement === null)) node.focus()
}
