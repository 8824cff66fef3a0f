import { Button } from '@mantine/core'
import { IconArrowBackUp, IconSparkles } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { typeOf } from '#shared/kit/ids.ts'
import type { ActivityItem } from '#shared/protocol/rest-activity.ts'
import { useEngine } from '#client/replica/index.ts'
import { useFormatter, useText } from '#client/ui/i18n.tsx'
import { PersonBadge } from '#client/ui/person-badge.tsx'
import type { Icon } from '../client-room.ts'
import { useShowHistory } from '../history-address.ts'
import { useThings } from '../things.ts'
import { useMoments } from '../use-moments.ts'
import { messages } from './messages.ts'
import { useUndoOfAct } from './use-undo-of-act.ts'
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
            whom: () => <strong>{who.whomOf(item.outward?.whom ?? '')}</strong>,
          })}
        </p>
        <p className={classes.quiet}>
          <time dateTime={new Date(item.to).toISOString()}>{timeOf(item)}</time>
          {item.outward && ` · ${t(`may.${item.outward.may}`)}`}
          {who.accepter !== undefined && ` · ${t('accepted', { name: who.accepter })}`}
          <Fields item={item} />
        </p>
        <WhatStays item={item} />
      </div>
      <WayBack item={item} whomOf={who.whomOf} />
    </li>
  )
}

function useNames({ by, assistant }: ActivityItem, names: LineProps['names']) {
  const t = useText('activity')
  const engine = useEngine()
  const nameOf = (principal: ActivityItem['by']) => names[principal] ?? engine.nameOf(principal)
  const whomOf = (whom: string) => (whom.includes('@') ? whom : nameOf(whom as ActivityItem['by']))
  if (!assistant)
    return { doer: by.startsWith('agent:') ? (names[by] ?? t('assistant')) : nameOf(by), accepter: undefined, whomOf }
  const agent = names[assistant.agent] ?? t('assistant')
  const doer = t('agentFor', { agent, requester: nameOf(assistant.requester) })
  return { doer, accepter: assistant.acceptedBy && nameOf(assistant.acceptedBy), whomOf }
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

function ThingLink({ thing: { id, title } }: { thing: Thing }): ReactNode {
  const things = useThings()
  const link = things.linkOf(id)
  const name = useThingName()({ id, title })
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

type Thing = ActivityItem['things'][number]

/** What is no thing of its own is named by what it is. */
function useThingName(): (thing: Thing) => string {
  const t = useText('activity')
  return ({ id, title }) => {
    if (typeOf(id) === 'context') return t('context')
    const name = title.trim() || t('untitled')
    return typeOf(id) === 'version' ? t('version', { name }) : name
  }
}

/** What an undo leaves as it is, and where that can be brought back. */
function WhatStays({ item: { changedSince = [], onlyByHistory, things, canUndo } }: Pick<LineProps, 'item'>) {
  const t = useText('activity')
  const format = useFormatter()
  const nameOf = useThingName()
  const history = useShowHistory()
  const stays = things.filter(({ id }) => changedSince.includes(id))
  const [first] = onlyByHistory ? things : stays
  if (!first) return null
  const names = format.list(stays.map((thing) => t('quoted', { name: nameOf(thing) })))
  const says = onlyByHistory ? t('drawn') : t(canUndo ? 'staysPartly' : 'staysAll', { names, count: stays.length })
  return (
    <p className={classes.quiet}>
      {says}{' '}
      <button type="button" className={classes.more} onClick={() => history.show(first.id)}>
        {t('history')}
      </button>
    </p>
  )
}

/** Until the activity is read again what was just taken back is not offered once more. */
function WayBack({ item, whomOf }: UndoProps) {
  const [tried, setTried] = useState<ActivityItem>()
  if (!item.canUndo || tried === item) return null
  return <UndoButton item={item} whomOf={whomOf} taken={() => setTried(item)} />
}

interface UndoProps extends Pick<LineProps, 'item'> {
  whomOf: (whom: string) => string
}

function UndoButton({ item, whomOf, taken }: UndoProps & { taken: () => void }) {
  const t = useText('activity')
  const nameOf = useThingName()
  const { undo, isUnderWay } = useUndoOfAct(item, { taken, whomOf })
  const what = item.things.length > 0 ? item.things.map(nameOf).join(', ') : whomOf(item.outward?.whom ?? '')
  return (
    <Button
      size="compact-sm"
      // One's own come often, and are not what somebody else has done in one's name.
      variant={item.assistant ? 'default' : 'subtle'}
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
