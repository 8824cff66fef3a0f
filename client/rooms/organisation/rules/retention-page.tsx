import { Button, Checkbox, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useText } from '#client/ui/i18n.tsx'
import { useOrganisation } from '../current.ts'
import { useSettings } from './use-settings.ts'
import classes from '../parts/parts.module.css'

const kinds = ['history', 'conversations', 'sessions'] as const
type Kind = (typeof kinds)[number]

export function RetentionPage() {
  const { id } = useOrganisation()
  return <RetentionForm key={id} />
}

/** Days as typed; '' = for ever. */
type Typed = Readonly<Record<Kind, string>>

function RetentionForm() {
  const t = useText('organisation')
  const { retention } = useOrganisation().settings
  const { save, isBusy } = useSettings()
  const before: Typed = {
    history: String(retention.history),
    conversations: String(retention.conversations ?? ''),
    sessions: String(retention.sessions ?? ''),
  }
  const [typed, setTyped] = useState(before)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const daysOrNull = (text: string) => (text === '' ? null : Number(text))
    const conversations = daysOrNull(typed.conversations)
    const sessions = daysOrNull(typed.sessions)
    await save({ settings: { retention: { history: Number(typed.history), conversations, sessions } } })
  }
  const isRight = kinds.every((kind) => isDays(typed[kind]) || (typed[kind] === '' && kind !== 'history'))
  const isSame = kinds.every((kind) => typed[kind] === before[kind])
  return (
    <form className={classes.form} onSubmit={(event) => void submit(event)}>
      <p className={classes.intro}>{t('retention.intro')}</p>
      {kinds.map((kind) => (
        <DaysField
          key={kind}
          kind={kind}
          days={typed[kind]}
          set={(days) => setTyped((now) => ({ ...now, [kind]: days }))}
        />
      ))}
      <div>
        <Button type="submit" loading={isBusy} disabled={isSame || !isRight}>
          {t('save')}
        </Button>
      </div>
    </form>
  )
}

const suggestedDays = '90'

function DaysField({ kind, days, set }: { kind: Kind; days: string; set: (days: string) => void }) {
  const t = useText('organisation')
  const isForEver = days === ''
  return (
    <div>
      {!isForEver && (
        <TextInput
          type="number"
          min={1}
          max={3650}
          required
          withAsterisk={false}
          classNames={{ input: classes.number ?? '' }}
          label={t(`retention.${kind}`)}
          description={t(`retention.${kind}Hint`)}
          value={days}
          onChange={(event) => set(event.currentTarget.value || '0')}
        />
      )}
      {isForEver && <p className={classes.label}>{t(`retention.${kind}`)}</p>}
      {kind !== 'history' && (
        <Checkbox
          mt="xs"
          label={t('retention.forEver')}
          aria-label={t('retention.forEverOf', { what: t(`retention.${kind}`) })}
          checked={isForEver}
          onChange={(event) => set(event.currentTarget.checked ? '' : suggestedDays)}
        />
      )}
    </div>
  )
}

function isDays(text: string): boolean {
  return /^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= 3650
}
