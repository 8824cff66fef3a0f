import { Modal, Select, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useNow } from 'use-intl'
import type { AskableAgent, ScheduleSummary } from '#shared/protocol/rest-agents.ts'
import { useWorkspace } from '#client/replica/index.ts'
import { DialogForm } from '#client/ui/dialog-form.tsx'
import { useFormatter, useText } from '#client/ui/i18n.tsx'
import { momentNow } from '../../moment.ts'
import { AnswersProvider, useAnswer } from '../../use-answer.tsx'
import { ScheduleText } from './schedule-text.tsx'
import { useScheduleAct } from './use-schedule-act.ts'
import { useWhenWords } from './use-when-words.ts'
import { readWhen, splitWhen, type When } from './when.ts'
import classes from './schedules.module.css'

/** What the dialog begins with. */
export interface ScheduleDraft {
  /** Words, perhaps with when they are to be asked. */
  readonly text: string
  /** Who was asked; absent: the built-in agent. */
  readonly agent?: string | undefined
}

interface ScheduleDialogProps {
  /** A schedule that is to be changed, or words for a new one. */
  given: ScheduleSummary | ScheduleDraft
  close: () => void
}

/** The same from elsewhere, as from the panel. */
export function LoneScheduleDialog(props: ScheduleDialogProps) {
  return (
    <ScheduleText>
      <AnswersProvider>
        <ScheduleDialog {...props} />
      </AnswersProvider>
    </ScheduleText>
  )
}

/** Asks what is asked, when and whom. */
export function ScheduleDialog({ given, close }: ScheduleDialogProps) {
  const t = useText('schedules')
  return (
    <Modal opened onClose={close} title={t('dialog')} size="md">
      <Fields given={given} close={close} />
    </Modal>
  )
}

function Fields({ given, close }: ScheduleDialogProps) {
  const t = useText('schedules')
  const draft = useDraft(given)
  const { act, isBusy } = useScheduleAct()
  const submit = async () => {
    const id = draft.kept?.id
    const method = id === undefined ? 'POST' : 'PATCH'
    if (await act({ id, method, body: draft.body, said: t(id === undefined ? 'made' : 'saved') })) close()
  }
  return (
    <DialogForm
      action={t(draft.kept ? 'save' : 'schedule')}
      submit={submit}
      isBusy={isBusy}
      isReady={draft.isReady}
      cancel={{ label: t('cancel'), run: close }}
    >
      <Textarea
        autosize
        required
        minRows={2}
        maxRows={8}
        maxLength={8_000}
        data-autofocus={draft.text === '' || undefined}
        label={t('text')}
        description={t('textHint')}
        value={draft.text}
        onChange={(event) => draft.setText(event.currentTarget.value)}
      />
      <WhenField draft={draft} />
      <WhoField agent={draft.agent} choose={draft.setAgent} />
    </DialogForm>
  )
}

type Draft = ReturnType<typeof useDraft>

/** Words of a schedule that is there are not taken apart: its days stay as long as nobody writes others. */
function useDraft(given: ScheduleSummary | ScheduleDraft) {
  const kept = 'id' in given ? given : undefined
  const moment = momentNow(useNow().getTime())
  const [begun] = useState(() => (kept ? { text: kept.text, when: '' } : splitWhen(given.text, moment)))
  const [text, setText] = useState(begun.text)
  const [words, setWords] = useState(begun.when)
  const [agent, setAgent] = useState(given.agent ?? '')
  const read = words.trim() === '' ? undefined : readWhen(words, moment)
  const isKept = words.trim() === '' && kept !== undefined
  const body = {
    text: text.trim(),
    ...(read && { ...read, timeZone: moment.timeZone, weekStartsOn: moment.weekStartsOn }),
    ...(agent && { agent }),
  }
  return {
    kept,
    text,
    setText,
    words,
    setWords,
    read,
    agent,
    setAgent,
    body,
    isReady: text.trim() !== '' && (isKept || !!read),
  }
}

function WhenField({ draft: { kept, words, setWords, read } }: { draft: Draft }) {
  const t = useText('schedules')
  const whenWords = useWhenWords()
  const understood = useUnderstood(read)
  const error = words.trim() !== '' && !read ? t('whenUnknown') : undefined
  return (
    <TextInput
      required={!kept}
      data-autofocus={words === '' && !kept ? true : undefined}
      maxLength={200}
      autoComplete="off"
      label={t('when')}
      description={t('whenHint')}
      placeholder={kept ? whenWords(kept, kept.timeZone) : undefined}
      error={error}
      value={words}
      onChange={(event) => setWords(event.currentTarget.value)}
      inputContainer={(input) => (
        <>
          {input}
          <p role="status" className={classes.understood} data-refused={error !== undefined}>
            {understood}
          </p>
        </>
      )}
    />
  )
}

function useUnderstood(when: When | undefined): string {
  const t = useText('schedules')
  const format = useFormatter()
  const whenWords = useWhenWords()
  if (!when) return ''
  const date = format.dateTime(new Date(when.startAt), { weekday: 'long', day: 'numeric', month: 'long' })
  return t('understood', { words: whenWords(when), date })
}

/** Only where there is somebody to choose. */
function WhoField({ agent, choose }: { agent: string; choose: (agent: string) => void }) {
  const t = useText('schedules')
  const { id } = useWorkspace()
  const answer = useAnswer<{ items: readonly AskableAgent[] }>(`workspaces/${id}/agents`)
  const agents = answer.status === 'ready' ? answer.value.items : []
  if (agents.length < 2) return null
  const builtin = agents.find(({ isBuiltin }) => isBuiltin)
  return (
    <Select
      allowDeselect={false}
      label={t('who')}
      data={agents.map(({ id: value, name, isBuiltin }) => ({ value, label: isBuiltin ? t('builtin') : name }))}
      value={agent || builtin?.id || null}
      onChange={(value) => value && choose(value)}
    />
  )
}
