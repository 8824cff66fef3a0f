import { VisuallyHidden } from '@mantine/core'
import type { CSSProperties } from 'react'
import { ideaQueries } from '#shared/rooms/ideas/index.ts'
import { useQuery } from '#client/replica/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import { hueOf } from '#client/ui/person-badge.tsx'
import type { IdeaSearchState } from './search.ts'
import classes from './tag-bar.module.css'

const maxTags = 30

/** The tags in use, the most used first; several narrow further. */
export function TagBar({ state: { search, change } }: { state: IdeaSearchState }) {
  const t = useText('ideas')
  const known = useQuery(ideaQueries.ideaTags)
  const picked = search.tags ?? []
  // A picked tag stays to be unpicked, also when its last idea has gone.
  const gone = picked.filter((tag) => !known.some((use) => use.tag === tag)).map((tag) => ({ tag, count: 0 }))
  const shown = [...gone, ...known.filter((use, index) => index < maxTags || picked.includes(use.tag))]
  if (shown.length === 0) return <span />
  const toggle = (tag: string) =>
    change({ tags: picked.includes(tag) ? picked.filter((each) => each !== tag) : [...picked, tag] }, { replace: true })
  return (
    <div className={classes.tags} role="group" aria-label={t('view.tags')}>
      <button
        type="button"
        className={classes.tag}
        aria-pressed={picked.length === 0}
        onClick={() => void change({ tags: undefined }, { replace: true })}
      >
        {t('view.allTags')}
      </button>
      {shown.map(({ tag, count }) => (
        <button
          key={tag}
          type="button"
          className={classes.tag}
          style={{ '--hue': hueOf(tag) } as CSSProperties}
          aria-pressed={picked.includes(tag)}
          onClick={() => void toggle(tag)}
        >
          #{tag}
          <span className={classes.count} aria-hidden>
            {count}
          </span>
          <VisuallyHidden>{t('view.tagCount', { count })}</VisuallyHidden>
        </button>
      ))}
    </div>
  )
}
