import type { Page } from 'playwright-core'

/** Somebody who types one word after the other, and notices when the page is loaded again or connects anew. */
export interface Typist {
  /** Ends after the word at hand; all that was typed. */
  stop(): Promise<string>
  disturbances(): readonly string[]
}

/** Types where the caret is: `b1 b2 b3 …`. */
export async function keepTyping(page: Page, letter: string): Promise<Typist> {
  const disturbances: string[] = []
  page.on('load', () => disturbances.push('loaded again'))
  page.on('websocket', () => disturbances.push('connected again'))
  let isTyping = true
  let typed = ''
  const typing = (async () => {
    for (let at = 1; isTyping; at += 1) {
      const word = ` ${letter}${at}`
      await page.keyboard.type(word, { delay: 30 })
      typed += word
    }
  })()
  return {
    stop: async () => {
      isTyping = false
      await typing
      return typed
    },
    disturbances: () => disturbances,
  }
}
