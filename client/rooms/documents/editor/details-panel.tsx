import { Link } from '@tanstack/react-router'
import type { Editor } from '@tiptap/core'
import { lazy, memo, type RefCallback, Suspense, useCallback, useState, useSyncExternalStore } from 'react'
import { documentQueries, type OpenDocument } from '#shared/rooms/documents/index.ts'
import { useQuery } from '#client/replica/index.ts'
import { useThings } from '#client/rooms/things.ts'
import { useText } from '#client/ui/i18n.tsx'
import { RelativeTime } from '#client/ui/relative-time.tsx'
import { createOutline, currentHeading, placeOfHeading } from './outline.ts'
import classes from './details-panel.module.css'

const ReadingAids = lazy(async () => ({ default: (await import('../aids/reading-aids.tsx')).ReadingAids }))

interface DetailsPanelProps {
  document: OpenDocument
  editor: Editor
  /** After a jump to a heading: a phone closes the sheet. */
  onJump: () => void
}

/** Beside the text: its headings, who links here, what is found in it, how old it is. */
export function DetailsPanel({ document, editor, onJump }: DetailsPanelProps) {
  const t = useText('documents')
  return (
    <div className={classes.panel}>
      <OutlineSection editor={editor} onJump={onJump} />
      <Backlinks id={document.id} />
      <Suspense>
        <ReadingAids id={document.id} editor={editor} onJump={onJump} />
      </Suspense>
      <dl className={classes.facts}>
        <dt>{t('details.created')}</dt>
        <dd>
          <RelativeTime at={document.createdAt} />
        </dd>
        <dt>{t('details.changed')}</dt>
        <dd>
          <RelativeTime at={document.changedAt} />
        </dd>
        {document.source && <SourceFact id={document.source} />}
      </dl>
    </div>
  )
}

/** The idea that the document grew out of, while that is there. */
function SourceFact({ id }: { id: OpenDocument['id'] }) {
  const t = useText('documents')
  const things = useThings()
  const [link, title] = [things.linkOf(id), things.titleOf(id)]
  if (!link || title === undefined) return null
  return (
    <>
      <dt>{t('details.source')}</dt>
      <dd>
        <Link {...link}>{title}</Link>
      </dd>
    </>
  )
}

/** Not drawn again when only the document's row changes, which is several times a second while someone types. */
const OutlineSection = memo(function OutlineSection({ editor, onJump }: { editor: Editor; onJump: () => void }) {
  const t = useText('documents')
  const [outline] = useState(() => createOutline(editor))
  const entries = useSyncExternalStore(outline.subscribe, outline.get)
  const { current, ref } = useCurrentHeading(editor)
  const jump = (index: number) => {
    const at = placeOfHeading(editor, index)
    if (at === undefined) return
    editor
      .chain()
      .setTextSelection(at + 1)
      .focus(undefined, { scrollIntoView: false })
      .run()
    const dom = editor.view.nodeDOM(at)
    if (dom instanceof HTMLElement) dom.scrollIntoView({ block: 'start' })
    onJump()
  }
  return (
    <nav aria-label={t('details.outline')} ref={ref}>
      <h2 className={classes.heading}>{t('details.outline')}</h2>
      {entries.length === 0 && <p className={classes.quiet}>{t('details.noOutline')}</p>}
      <ul className={classes.list}>
        {entries.map((entry, index) => (
          <li key={index}>
            <button
              type="button"
              className={classes.entry}
              style={{ paddingInlineStart: `calc(var(--space-2) + var(--space-3) * ${entry.level - 1})` }}
              aria-current={index === current ? 'location' : undefined}
              onClick={() => jump(index)}
            >
              {entry.text || t('untitled')}
            </button>
          </li>
        ))}
      </ul>
    </nav>
  )
})

/** Follows the scrolling of the text while the panel is on the screen. */
function useCurrentHeading(editor: Editor) {
  const [current, setCurrent] = useState(-1)
  const ref = useCallback<RefCallback<HTMLElement>>(
    (node) => {
      const scroller = node && !editor.isDestroyed && editor.view.dom.closest('[data-scroll]')
      if (!scroller) return undefined
      let frame = 0
      const measure = () => {
        frame = 0
        if (!editor.isDestroyed) setCurrent(currentHeading(editor))
      }
      const soon = () => (frame ||= requestAnimationFrame(measure))
      scroller.addEventListener('scroll', soon, { passive: true })
      soon()
      return () => {
        scroller.removeEventListener('scroll', soon)
        cancelAnimationFrame(frame)
      }
    },
    [editor],
  )
  return { current, ref }
}

function Backlinks({ id }: { id: OpenDocument['id'] }) {
  const t = useText('documents')
  const things = useThings()
  const links = useQuery(documentQueries.backlinks, { id })
  return (
    <section aria-label={t('details.backlinks')}>
      <h2 className={classes.heading}>{t('details.backlinks')}</h2>
      {links.length === 0 && <p className={classes.quiet}>{t('details.noBacklinks')}</p>}
      <ul className={classes.list}>
        {links.map((link) => (
          <li key={link.id}>
            <Link to={things.pathOf(link.id) ?? ''} className={classes.backlink}>
              <span>{link.title || t('untitled')}</span>
              {link.excerpt && <span className={classes.excerpt}>{link.excerpt}</span>}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}
