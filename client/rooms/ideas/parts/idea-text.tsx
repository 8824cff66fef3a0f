import { Fragment } from 'react'
import { partsOf } from '#shared/rooms/ideas/index.ts'
import classes from './idea-text.module.css'

/** The text with its `#tags` set apart by colour; `#words` that are no tags of it are words. */
export function IdeaText({ text, tags }: { text: string; tags: readonly string[] }) {
  let at = 0
  return partsOf(text).map(({ text: words, tag }) => {
    at += words.length
    return tag === undefined || !tags.includes(tag) ? (
      <Fragment key={at}>{words}</Fragment>
    ) : (
      <span key={at} className={classes.tag}>
        {words}
      </span>
    )
  })
}
