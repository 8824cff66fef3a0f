import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { documentType } from '#shared/rooms/documents/index.ts'
import { useEngine } from '#client/replica/index.ts'
import { useThings } from '#client/rooms/things.ts'
import { momentNow } from '#client/rooms/moment.ts'
import { useAnnounce } from '#client/ui/announce.tsx'
import { useFormatter, useText } from '#client/ui/i18n.tsx'
import { type FindActions, type FoundInText, foundInText } from './found-in-text.ts'
import { FoundTasks } from './found-tasks.tsx'
import { jumpToSentence } from './jump-to-sentence.ts'
import { readableText } from './readable-text.ts'
import type { ReadingAidsProps } from './reading-aids.tsx'
import classes from './reading-aids.module.css'

export interface FoundListProps extends ReadingAidsProps {
  findActions: FindActions
}

/** Read once when it is opened, and again when somebody asks: never while somebody types. */
export function FoundList({ id, editor, onJump, findActions }: FoundListProps) {
  const t = useText('documentAids')
  const announce = useAnnounce()
  const engine = useEngine()
  const read = () => {
    const rows = engine.rows()
    const title = rows.get(documentType, id)?.value.title ?? ''
    const { text } = readableText(editor.state.doc)
    return foundInText({ id, title, text }, rows, { moment: momentNow(Date.now()), findActions })
  }
  const [found, setFound] = useState(read)
  const jump = (sentence: { start: number; text: string }) => {
    if (jumpToSentence(editor, sentence)) onJump()
    else announce(t('moved'))
  }
  const { tasks, sentences, related } = found
  const isEmpty = tasks.length + sentences.length + related.length === 0
  return (
    <div className={classes.parts}>
      {tasks.length > 0 && <FoundTasks id={id} tasks={tasks} jump={jump} />}
      {sentences.length > 0 && (
        <section aria-label={t('sentences')}>
          <h3 className={classes.heading}>{t('sentences')}</h3>
          <ul className={classes.list}>
            {sentences.map((sentence) => (
              <li key={sentence.start}>
                <button type="button" className={classes.sentence} onClick={() => jump(sentence)}>
                  {sentence.text}
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
      <RelatedThings related={related} />
      {isEmpty && <p className={classes.quiet}>{t('nothing')}</p>}
      <div className={classes.foot}>
        <p className={classes.quiet}>{t('how')}</p>
        <Button size="compact-sm" variant="subtle" onClick={() => setFound(read())}>
          {t('again')}
        </Button>
      </div>
    </div>
  )
}

const mostShared = 3

function RelatedThings({ related }: Pick<FoundInText, 'related'>) {
  const t = useText('documentAids')
  const tDocuments = useText('documents')
  const format = useFormatter()
  const things = useThings()
  const shown = related.flatMap(({ id, shared }) => {
    const [link, title] = [things.linkOf(id), things.titleOf(id)]
    return link && title !== undefined ? [{ id, link, title, shared, icon: things.iconOf(id) }] : []
  })
  if (shown.length === 0) return null
  return (
    <section aria-label={t('related')}>
      <h3 className={classes.heading}>{t('related')}</h3>
      <ul className={classes.list}>
        {shown.map(({ id, link, title, shared, icon: Icon }) => (
          <li key={id}>
            <Link {...link} className={classes.related}>
              {Icon && <Icon size={16} stroke={1.5} />}
              <span>
                <span className={classes.thing}>{title || tDocuments('untitled')}</span>
                <span className={classes.because}>
                  {t('shares', { words: format.list(shared.slice(0, mostShared), { type: 'unit' }) })}
                </span>
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}
