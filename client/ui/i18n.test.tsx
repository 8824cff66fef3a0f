import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { TextProvider, useFormatter } from './i18n.tsx'

function Said() {
  const format = useFormatter()
  return `${format.list(['Roadmap', 'Plan', 'Offer'])}: ${format.number(1234.5)}`
}

it('figures follow the person, what joins a list follows the words', () => {
  const said = renderToStaticMarkup(
    <TextProvider messages={{}} locale="de-DE" timeZone="UTC">
      <Said />
    </TextProvider>,
  )
  expect(said).toBe('Roadmap, Plan and Offer: 1.234,5')
})
