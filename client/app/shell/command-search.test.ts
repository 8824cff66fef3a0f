import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { prepareSearch, searchEntries } from './command-search.ts'

const labels = (query: string, entries: readonly { label: string; keywords?: readonly string[] }[], limit = 10) =>
  searchEntries(prepareSearch(entries), query, limit).map((each) => each.label)

describe('searchEntries', () => {
  it('gives everything in its order for an empty query, up to the limit', () => {
    expect(labels('  ', [{ label: 'B' }, { label: 'A' }, { label: 'C' }], 2)).toEqual(['B', 'A'])
  })

  it('prefers the beginning of the label, then of a word, then the inside', () => {
    const entries = [{ label: 'Retask' }, { label: 'New task' }, { label: 'Task board' }]
    expect(labels('task', entries)).toEqual(['Task board', 'New task', 'Retask'])
  })

  it('wants every word, in any order, and takes keywords for words', () => {
    const entries = [
      { label: 'Use the dark theme', keywords: ['night', 'appearance'] },
      { label: 'Use the light theme' },
    ]
    expect(labels('theme dark', entries)).toEqual(['Use the dark theme'])
    expect(labels('night', entries)).toEqual(['Use the dark theme'])
    expect(labels('dark nothing', entries)).toEqual([])
  })

  it('finds across accents, case and scripts', () => {
    expect(labels('resume', [{ label: 'Mon Résumé' }])).toEqual(['Mon Résumé'])
    expect(labels('计划', [{ label: '今年的计划' }])).toEqual(['今年的计划'])
    expect(labels('ПЛАН', [{ label: 'план на год' }])).toEqual(['план на год'])
  })

  it('forgives left-out letters, but not a single stray one', () => {
    expect(labels('nwtsk', [{ label: 'New task' }])).toEqual(['New task'])
    expect(labels('z', [{ label: 'Analyze', keywords: [] }, { label: 'Task' }])).toEqual(['Analyze'])
  })

  it('never gives more than the limit, and only entries it was given', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string(), { maxLength: 30 }),
        fc.string(),
        fc.integer({ min: 0, max: 9 }),
        (all, query, limit) => {
          const found = labels(
            query,
            all.map((label) => ({ label })),
            limit,
          )
          expect(found.length).toBeLessThanOrEqual(limit)
          expect(found.every((each) => all.includes(each))).toBe(true)
        },
      ),
    )
  })
})
