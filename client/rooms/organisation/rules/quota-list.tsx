import { Button, Group, Modal, Progress, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { QuotaName, QuotaUse } from '#shared/protocol/rest-admin.ts'
import { bytesText } from '#client/ui/bytes-text.ts'
import { type Formatter, useFormatter, useText } from '#client/ui/i18n.tsx'
import { useOrganisation } from '../current.ts'
import { Tag } from '../parts/tag.tsx'
import { useAct } from '../parts/use-act.ts'
import classes from '../parts/parts.module.css'

interface QuotaListProps {
  quotas: readonly QuotaUse[]
  /** Where they are set. */
  at: string
}

/** What may be used and what is, each with the way to change it. */
export function QuotaList({ quotas, at }: QuotaListProps) {
  const t = useText('organisation')
  const [changed, setChanged] = useState<QuotaUse>()
  return (
    <>
      <ul className={classes.list}>
        {quotas.map((quota) => (
          <QuotaRow key={quota.name} quota={quota} change={() => setChanged(quota)} />
        ))}
      </ul>
      <Modal
        opened={changed !== undefined}
        onClose={() => setChanged(undefined)}
        title={changed && t('quotas.changeTitle', { what: t(`quotas.names.${changed.name}`) })}
        size="sm"
      >
        {changed && <LimitForm quota={changed} at={at} close={() => setChanged(undefined)} />}
      </Modal>
    </>
  )
}

const colours = { fine: 'ink', near: 'orange', full: 'red' } as const
const tones = { fine: 'plain', near: 'warning', full: 'danger' } as const

function QuotaRow({ quota, change }: { quota: QuotaUse; change: () => void }) {
  const t = useText('organisation')
  const format = useFormatter()
  const { name, limit, used, state } = quota
  const what = t(`quotas.names.${name}`)
  const usedText = amountText(name, used, format)
  const sentence =
    limit === undefined
      ? t('quotas.unlimited', { used: usedText })
      : t('quotas.use', { used: usedText, limit: amountText(name, limit, format) })
  return (
    <li className={classes.row}>
      <div className={classes.rowWords}>
        <p className={classes.rowTitle}>
          {what} {state !== 'fine' && <Tag tone={tones[state]}>{t(`quotas.states.${state}`)}</Tag>}
        </p>
        <p className={classes.quiet}>{sentence}</p>
        {limit !== undefined && (
          <Progress
            value={limit === 0 ? 100 : Math.min(100, (used / limit) * 100)}
            mt={6}
            size="sm"
            color={colours[state]}
            aria-label={t('quotas.bar', { what, sentence })}
          />
        )}
        {state !== 'fine' && <p className={classes.quiet}>{t(`quotas.hints.${state}`)}</p>}
      </div>
      <Button variant="default" size="compact-sm" aria-label={t('quotas.changeOf', { what })} onClick={change}>
        {t('quotas.change')}
      </Button>
    </li>
  )
}

const gigabyte = 1_000_000_000

interface LimitFormProps {
  quota: QuotaUse
  at: string
  close: () => void
}

function LimitForm({ quota: { name, limit }, at, close }: LimitFormProps) {
  const t = useText('organisation')
  const { path } = useOrganisation()
  const { act, isBusy } = useAct(path)
  const unit = isBytes(name) ? gigabyte : 1
  const [typed, setTyped] = useState(limit === undefined ? '' : String(limit / unit))
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const body = { [name]: typed === '' ? null : Math.round(Number(typed) * unit) }
    const outcome = await act(at, { method: 'PUT', body }, t('saved'))
    if (outcome.ok) close()
  }
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack gap="md">
        <TextInput
          data-autofocus
          type="number"
          min={0}
          step={isBytes(name) ? 0.1 : 1}
          label={isBytes(name) ? t('quotas.limitGigabytes') : t('quotas.limit')}
          description={t('quotas.limitHint')}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close}>
            {t('cancel')}
          </Button>
          <Button type="submit" loading={isBusy}>
            {t('save')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function isBytes(name: QuotaName): boolean {
  return name === 'max_storage_bytes'
}

function amountText(name: QuotaName, amount: number, format: Formatter): string {
  return isBytes(name) ? bytesText(amount, format) : format.number(amount)
}
