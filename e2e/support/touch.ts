import type { Page } from 'playwright-core'

/** What WCAG 2.2 and both makers of phones ask for, give or take a rounded pixel. */
const leastPx = 43.5

/**
 * What a finger would miss: controls on the screen that are hit in less than 44 px one way or the other, one line each. Asked of the page
 * point by point, because a control may be hit beyond its drawing. Links within a sentence are as high as it.
 */
export function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate((least) => {
    const controls = 'button, a[href], input, select, textarea, summary, [role="button"], [role="option"], [role="tab"]'
    const shown = (element: Element) => {
      const { width, height } = element.getBoundingClientRect()
      const { display } = getComputedStyle(element)
      return width > 0 && height > 0 && !(element.localName === 'a' && display === 'inline')
    }
    const hits = (element: Element, x: number, y: number) => {
      const hit = document.elementFromPoint(x, y)
      // What lies around a field and its label are as good as the field.
      const around = element.closest('label, .mantine-Input-wrapper')
      return hit !== null && (element.contains(hit) || (around?.contains(hit) ?? false))
    }
    const small: string[] = []
    for (const element of document.querySelectorAll(controls)) {
      const box = element.getBoundingClientRect()
      const [x, y] = [box.left + box.width / 2, box.top + box.height / 2]
      if (!shown(element) || !hits(element, x, y)) continue
      const reach = (dx: number, dy: number) => {
        let far = 0
        while (far < 30 && hits(element, x + dx * (far + 1), y + dy * (far + 1))) far += 1
        return far
      }
      const width = Math.max(box.width, reach(-1, 0) + reach(1, 0) + 1)
      const height = Math.max(box.height, reach(0, -1) + reach(0, 1) + 1)
      const name = element.getAttribute('aria-label') ?? element.textContent?.trim() ?? ''
      if (width < least || height < least)
        small.push(`${element.localName} “${name}” is hit in ${Math.round(width)} x ${Math.round(height)} px`)
    }
    return small
  }, leastPx)
}
