import { Button } from '@mantine/core'
import { IconArrowBackUp, IconSparkles } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import type { ActivityItem } from '#shared/protocol/rest-activity.ts'
import { useEngine } from '#client/replica/index.ts'
import { useFormatter, useText } from '#client/ui/i18n.tsx'
import { PersonBadge } from '#client/ui/person-badge.tsx'
import type { Icon } from '../client-room.ts'
import { useThings } from '../things.ts'
import { useMoments } from '../use-moments.ts'
import { messages } from './messages.ts'
import { useUndoOfAgent } from './use-undo-of-agent.ts'
import classes from './activity-list.module.css'

interface LineProps {
  item: ActivityItem
  names: Readonly<Record<string, string>>
}

/** Who did what, when, with the way to it. */
export function ActivityLine({ item, names }: LineProps) {
  const t = useText('activity')
  const { timeOf } = useMoments('activity')
  const who = useNames(item, names)
  const isAgent = item.assistant !== undefined || item.by.startsWith('agent:')
  return (
    <li className={classes.line}>
      <span className={classes.badge}>
        {isAgent ? (
          <span className={classes.spark} aria-hidden>
            <IconSparkles size={16} stroke={1.75} />
          </span>
        ) : (
          <PersonBadge size="small" name={who.doer} />
        )}
      </span>
      <div className={classes.words}>
        <p className={classes.said}>
          {t.rich(`act.${item.act}`, {
            who: () => <strong>{who.doer}</strong>,
            things: () => <Links item={item} />,
          })}
        </p>
        <p className={classes.quiet}>
          <time dateTime={new Date(item.to).toISOString()}>{timeOf(item)}</time>
          {who.accepter !== undefined && ` · ${t('accepted', { name: who.accepter })}`}
          <Fields item={item} />
        </p>
      </div>
      {item.canUndo && <UndoButton item={item} />}
    </li>
  )
}

function useNames({ by, assistant }: ActivityItem, names: LineProps['names']) {
  const t = useText('activity')
  const engine = useEngine()
  const nameOf = (principal: ActivityItem['by']) => names[principal] ?? engine.nameOf(principal)
  if (!assistant)
    return { doer: by.startsWith('agent:') ? (names[by] ?? t('assistant')) : nameOf(by), accepter: undefined }
  const agent = names[assistant.agent] ?? t('assistant')
  const doer = t('agentFor', { agent, requester: nameOf(assistant.requester) })
  return { doer, accepter: assistant.acceptedBy && nameOf(assistant.acceptedBy) }
}

const shownAtOnce = 3

/** The first things, and the others on request. */
function Links({ item: { things } }: Pick<LineProps, 'item'>) {
  const t = useText('activity')
  const format = useFormatter()
  const [isOpen, setOpen] = useState(false)
  const left = things.length - shownAtOnce
  // One more takes no more room than the words for it.
  const isCut = left > 1 && !isOpen
  const shown = isCut ? things.slice(0, shownAtOnce) : things
  const links = shown.map((thing) => <ThingLink key={thing.id} thing={thing} />)
  const rest = left > 1 && (
    <button key="rest" type="button" className={classes.more} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
      {isOpen ? t('fewer') : t('more', { count: left })}
    </button>
  )
  if (!rest) return format.list(links)
  return (
    <>
      {links.map((link, at) => [at > 0 && ', ', link])} {rest}
    </>
  )
}

function ThingLink({ thing: { id, title } }: { thing: ActivityItem['things'][number] }): ReactNode {
  const t = useText('activity')
  const things = useThings()
  const link = things.linkOf(id)
  const name = title.trim() || t('untitled')
  const content = (
    <>
      <ThingIcon icon={things.iconOf(id)} />
      {name}
    </>
  )
  if (!link) return <span className={classes.thing}>{content}</span>
  return (
    <Link {...link} className={classes.thing}>
      {content}
    </Link>
  )
}

function ThingIcon({ icon: Shown }: { icon: Icon | undefined }) {
  return Shown ? (
    <span className={classes.icon} aria-hidden>
      <Shown size={15} stroke={1.5} />
    </span>
  ) : null
}

function Fields({ item: { act, fields } }: Pick<LineProps, 'item'>) {
  const t = useText('activity')
  const format = useFormatter()
  // That a text was written in is what people expect.
  if (act !== 'changed' || fields.every((field) => field === 'content')) return null
  const known = fields.map((field) => (field in messages.field ? (field as keyof typeof messages.field) : 'other'))
  const words = [...new Set(known)].map((field) => t(`field.${field}`))
  return <> · {format.list(words)}</>
}

function UndoButton({ item }: Pick<LineProps, 'item'>) {
  const t = useText('activity')
  const { undo, isUnderWay } = useUndoOfAgent(item)
  const what = item.things.map(({ title }) => title.trim() || t('untitled')).join(', ')
  return (
    <Button
      size="compact-sm"
      variant="default"
      className={classes.undo ?? ''}
      loading={isUnderWay}
      leftSection={<IconArrowBackUp size={14} stroke={1.75} aria-hidden />}
      aria-label={t('undoOf', { what })}
      onClick={() => void undo()}
    >
      {t('undo')}
    </Button>
  )
}
