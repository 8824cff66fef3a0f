import { createElement } from 'react'
import { createRoot } from 'react-dom/client'
import { flushSync } from 'react-dom'
import '#client/ui/layers.css'
import '#client/ui/tokens.css'
import '#client/ui/base.css'
import { uiMessages } from '#client/ui/messages.ts'
import { DesignProvider } from '#client/ui/design-provider.tsx'
import { Answer } from '#client/ui/answer/answer.tsx'

/** A page that shows answers and nothing else, for a test in a browser. */
declare global {
  interface Window {
    showAnswers: (texts: readonly string[]) => void
    opened: string[]
  }
}

window.opened = []
const root = createRoot(document.body.appendChild(document.createElement('main')))

window.showAnswers = (texts) => {
  const answers = texts.map((text, index) =>
    createElement(Answer, {
      key: `${index} ${text}`,
      text,
      open: (path) => void window.opened.push(path),
      // What some other part of the app might answer by mistake is not shown either.
      pictureOf: async (hash) => `https://suspicious.domain.security/${hash}`,
    }),
  )
  const props = { messages: { ui: uiMessages }, children: answers }
  flushSync(() => root.render(createElement(DesignProvider, props)))
}
