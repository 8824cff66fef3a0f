import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const client = join(import.meta.dirname, '..')

/** Words of the app, addresses and what has its direction from elsewhere: nothing that people called something. */
const noNames = [
  'app/shell/room-navigation.module.css .label',
  'app/shell/sidebar.module.css .searchWords',
  'app/shell/sync-status.module.css .line',
  'app/shell/tab-bar.module.css .label',
  'rooms/documents/editor/popups/toolbar.module.css .address',
  "rooms/ideas/cards/idea-card.module.css .card[data-row='true'] &",
  'rooms/transfer/transfer.module.css .path',
  'rooms/whiteboards/whiteboards-screen.module.css .quiet',
  'ui/theme.module.css .input',
]

/** Rules that cut a line at its end and do not let it read from its own first letter, by file and selector. */
function cutsByThePage(file: string): readonly string[] {
  const css = readFileSync(join(client, file), 'utf8').replaceAll(/\/\*[^]*?\*\//g, '')
  const rules = [...css.matchAll(/([^{};]+)\{((?:[^{};]*;)*)/g)]
  return rules
    .filter(([, , own = '']) => own.includes('text-overflow: ellipsis') && !own.includes('unicode-bidi: plaintext'))
    .map(([, selector = '']) => `${file} ${selector.trim()}`)
}

it('a name that is cut is cut at its own end, and not at the one of the page', () => {
  const files = readdirSync(client, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.css'))
  expect(files.flatMap(cutsByThePage).toSorted()).toEqual(noNames)
})
