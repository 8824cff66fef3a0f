/**
 * Everything a person may have typed on this screen, for when it cannot be stored: what is in editors and fields, in the
 * order of the screen. Passwords stay out.
 */
export function textOnScreen(root: ParentNode): string {
  const places = root.querySelectorAll<HTMLElement>('[contenteditable="true"], textarea, input:not([type="password"])')
  return [...places]
    .map(textOf)
    .filter((text) => text.trim() !== '')
    .join('\n\n')
}

const textInputs = new Set(['text', 'search', 'email', 'url', 'tel', 'number'])

function textOf(place: HTMLElement): string {
  if (place instanceof HTMLTextAreaElement) return place.value
  if (place instanceof HTMLInputElement) return textInputs.has(place.type) ? place.value : ''
  return place.innerText
}
