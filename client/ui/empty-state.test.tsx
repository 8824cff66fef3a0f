import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { EmptyState } from './empty-state.tsx'
import { ProgressBar } from './progress-bar.tsx'
import { StillComingProvider } from './still-coming.tsx'

const words = { title: 'On their way', text: 'Wait a moment.' }

it('[SY28] an empty list says that things are on their way while they are, a certain one what it knows', () => {
  const list = <EmptyState title="No tasks yet">Write one.</EmptyState>
  expect(renderToStaticMarkup(list)).toMatch(/No tasks yet.*Write one/)
  const coming = renderToStaticMarkup(<StillComingProvider words={words}>{list}</StillComingProvider>)
  expect(coming).toMatch(/On their way.*Wait a moment/)
  expect(coming).not.toContain('No tasks')
  for (const certain of [
    <EmptyState key="1" isCertain title="Failed" />,
    <EmptyState key="2" isPage title="Failed" />,
  ]) {
    expect(renderToStaticMarkup(<StillComingProvider words={words}>{certain}</StillComingProvider>)).toContain('Failed')
  }
})

it('a progress bar tells its numbers once there are any', () => {
  const known = renderToStaticMarkup(<ProgressBar label="Fetching" done={3} total={12} />)
  expect(known).toMatch(/role="progressbar".*aria-label="Fetching".*aria-valuemax="12".*aria-valuenow="3"/)
  expect(known).toContain('25%')
  expect(renderToStaticMarkup(<ProgressBar label="Fetching" done={0} total={0} />)).not.toContain('aria-valuenow')
})
