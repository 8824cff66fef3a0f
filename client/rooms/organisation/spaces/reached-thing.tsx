import { Button } from '@mantine/core'
import { useState } from 'react'
import type { Explanation, ReachableThing } from '#shared/protocol/rest-sharing.ts'
import { useText } from '#client/ui/i18n.tsx'
import { useAnswer } from '../../use-answer.tsx'
import { useOrganisation } from '../current.ts'
import { Answered } from '../parts/answered.tsx'
import { Tag } from '../parts/tag.tsx'
import classes from '../parts/parts.module.css'

interface ReachedThingProps {
  thing: ReachableThing
  subject: string
}

export function ReachedThing({ thing, subject }: ReachedThingProps) {
  const t = useText('organisation')
  const [isOpen, setOpen] = useState(false)
  const title = thing.title || t('untitled')
  return (
    <li>
      <div className={classes.row}>
        <div className={classes.rowWords}>
          <p className={classes.rowTitle}>
            {title}{' '}
            <Tag>
              {rightsOf(thing.bits)
                .map((bit) => t(`bits.${bit}`))
                .join(', ')}
            </Tag>
          </p>
          <p className={classes.quiet}>{thing.path}</p>
        </div>
        <Button
          variant="subtle"
          color="gray"
          size="compact-sm"
          aria-expanded={isOpen}
          aria-label={t('access.whyOf', { title })}
          onClick={() => setOpen(!isOpen)}
        >
          {t('access.why')}
        </Button>
      </div>
      {isOpen && <Why thing={thing} subject={subject} />}
    </li>
  )
}

function Why({ thing, subject }: ReachedThingProps) {
  const { path } = useOrganisation()
  const at = `${path}/access?subject=${encodeURIComponent(subject)}&path=${encodeURIComponent(thing.path)}`
  const explanation = useAnswer<Explanation>(at)
  return (
    <Answered answer={explanation} path={at}>
      {({ steps }) => (
        <ol className={classes.points}>
          {steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
      )}
    </Answered>
  )
}

const bits = ['r', 'w', 'x'] as const

function rightsOf(granted: string): readonly (typeof bits)[number][] {
  return bits.filter((bit) => granted.includes(bit))
}
