import type { Page } from 'playwright-core'

/** Listens from now on; answers what has been put into regions that are read out since, as a screen reader is told of it. */
export async function listen(page: Page): Promise<() => Promise<readonly string[]>> {
  await page.evaluate(() => {
    const said: string[] = []
    Object.assign(globalThis, { said })
    const isLive = (node: Node) => {
      const place = node instanceof Element ? node : node.parentElement
      const region = place?.closest('[aria-live], [role="log"], [role="status"], [role="alert"]')
      return region !== undefined && region !== null && region.getAttribute('aria-live') !== 'off'
    }
    new MutationObserver((changes) => {
      for (const { addedNodes, type, target } of changes) {
        if (type === 'characterData' && isLive(target)) said.push(target.textContent ?? '')
        for (const node of addedNodes) if (isLive(node)) said.push(node.textContent ?? '')
      }
    }).observe(document.body, { childList: true, subtree: true, characterData: true })
  })
  return () => page.evaluate(() => (globalThis as unknown as { said: string[] }).said)
}
