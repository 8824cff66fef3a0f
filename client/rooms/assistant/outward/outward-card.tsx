import { Button } from '@mantine/core'
import { useState } from 'react'
import type { Granted, GrantAnswer } from '#shared/protocol/rest-sharing.ts'
import { useWorkspace } from '#client/replica/index.ts'
import { useAnnounce } from '#client/ui/announce.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { useOverlay } from '#client/ui/overlays.tsx'
import { takeAccessBack } from '../../access-back.ts'
import { type Shared, sharingOverlay } from '../../shared-thing.ts'
import { useThings } from '../../things.ts'
import { takeLostFocus } from '../replies/take-lost-focus.ts'
import classes from '../replies/replies.module.css'
import type { AskedOutward } from '#shared/rooms/asked-outward.ts'
import { Invited } from './invited.tsx'
import { useOutward, useWhom } from './use-outward.ts'

interface OutwardCardProps {
  asked: AskedOutward
  /** false: it was offered earlier, and may have been done since. */
  isOffered: boolean
  /** After it was done; `before`: what whoever was let in had there until then. */
  onDone?: (before: Granted | undefined) => Promise<void>
  /** Turns it down. */
  reject?: () => Promise<void>
}

type State =
  | { readonly is: 'offered' | 'doing' | 'undone' }
  | { readonly is: 'failed'; readonly sentence: string | undefined }
  | { readonly is: 'done'; readonly answer: GrantAnswer | undefined }

/** What would leave the workspace: which thing, to whom and with which right, letter for letter. Nothing is done before the click. */
export function OutwardCard({ asked, isOffered, onDone, reject }: OutwardCardProps) {
  const t = useText('assistant')
  const says = t(asked.thing === undefined ? 'action.says.sharing.invite' : 'action.says.sharing.share')
  const [state, setState] = useState<State>({ is: 'offered' })
  const act = useOutward()
  const nameOf = useWhom()
  const perform = async () => {
    setState({ is: 'doing' })
    const outcome = await act(asked.act, asked.input)
    if (!outcome.ok) return setState({ is: 'failed', sentence: outcome.detail })
    setState({ is: 'done', answer: outcome.value })
    await onDone?.(outcome.value?.before)
  }
  return (
    <section className={classes.card} aria-label={says} data-state={state.is}>
      <p className={classes.says}>{`${t('proposal.outward')} · ${says}`}</p>
      <Target asked={asked} />
      {state.is === 'failed' && (
        <p role="alert" className={classes.problem}>
          {state.sentence}
        </p>
      )}
      {state.is === 'done' ? (
        <Done asked={asked} answer={state.answer} undone={() => setState({ is: 'undone' })} />
      ) : state.is === 'undone' ? (
        <p className={classes.state} role="status">
          {t('outward.undone', { whom: nameOf(asked.whom) ?? asked.whom })}
        </p>
      ) : (
        <Buttons
          asked={asked}
          isBusy={state.is === 'doing'}
          perform={isOffered ? perform : undefined}
          reject={reject}
        />
      )}
    </section>
  )
}

/** The thing as it is called now, the address, and the right in words. */
function Target({ asked: { thing, whom, may } }: { asked: AskedOutward }) {
  const t = useText('assistant')
  const { name } = useWorkspace()
  const things = useThings()
  const nameOf = useWhom()
  const title = thing === undefined ? name : (things.titleOf(thing) ?? t('answer.gone'))
  return (
    <>
      <p className={classes.subject}>
        {title.trim() || t('answer.untitled')}{' '}
        {thing !== undefined && things.linkOf(thing) && (
          <Button size="compact-xs" variant="subtle" onClick={() => void things.open(thing)}>
            {t('action.open')}
          </Button>
        )}
      </p>
      <dl className={classes.fields}>
        <dt>{t(thing === undefined ? 'outward.invitee' : 'outward.whom')}</dt>
        <dd>{nameOf(whom) ?? whom}</dd>
        <dt>{t('outward.may')}</dt>
        <dd>{t(`outward.${thing === undefined ? 'inWorkspace' : 'inThing'}.${may}`)}</dd>
      </dl>
    </>
  )
}

interface ButtonsProps {
  asked: AskedOutward
  isBusy: boolean
  perform: (() => Promise<void>) | undefined
  reject: (() => Promise<void>) | undefined
}

function Buttons({ asked: { thing, whom }, isBusy, perform, reject }: ButtonsProps) {
  const t = useText('assistant')
  const isKnown = useWhom()(whom) !== undefined
  return (
    <>
      {!isKnown && <p className={classes.quiet}>{t('outward.unknown')}</p>}
      <div className={classes.buttons}>
        {isKnown && perform && (
          <Button size="compact-sm" loading={isBusy} onClick={() => void perform()}>
            {t(thing === undefined ? 'outward.doInvite' : 'outward.doShare')}
          </Button>
        )}
        {reject && (
          <Button size="compact-sm" variant="default" disabled={isBusy} onClick={() => void reject()}>
            {t('proposal.reject')}
          </Button>
        )}
      </div>
    </>
  )
}

interface DoneProps {
  asked: AskedOutward
  answer: GrantAnswer | undefined
  undone: () => void
}

/** An undo takes the access back, and not what was seen meanwhile. The dialog shows who has access now. */
function Done({ asked: { thing, whom }, answer: { invitation, before } = {}, undone }: DoneProps) {
  const t = useText('assistant')
  const announce = useAnnounce()
  const { id: workspace, name } = useWorkspace()
  const things = useThings()
  const nameOf = useWhom()
  const { show } = useOverlay<Shared>(sharingOverlay)
  const open = () =>
    show(thing === undefined ? { title: name } : { replica: thing, title: things.titleOf(thing) ?? '' })
  const undo = async () => {
    const outcome = await takeAccessBack({ workspace, thing, whom, before })
    if (outcome.ok) undone()
    else announce(outcome.detail ?? t('outward.failed'), { tone: 'problem' })
  }
  return (
    <>
      {invitation && <Invited invitation={invitation} />}
      <div className={classes.buttons}>
        <span className={classes.state} role="status">
          {invitation ? t('outward.invited') : t('outward.done', { whom: nameOf(whom) ?? whom })}
        </span>
        <Button ref={takeLostFocus} size="compact-sm" variant="light" onClick={() => void undo()}>
          {t('action.undo')}
        </Button>
        <Button size="compact-sm" variant="default" onClick={open}>
          {t('outward.sharing')}
        </Button>
      </div>
    </>
  )
}
