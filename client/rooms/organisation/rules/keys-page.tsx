import { Button } from '@mantine/core'
import { IconKey, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import type { NewApiKey, OrganisationKey } from '#shared/protocol/rest.ts'
import { EmptyState } from '#client/ui/empty-state.tsx'
import { useFormatter, useText } from '#client/ui/i18n.tsx'
import { useWholeList } from '../../use-answer.tsx'
import { useOrganisation } from '../current.ts'
import { Answered } from '../parts/answered.tsx'
import { CopyField } from '../parts/copy-field.tsx'
import { RevocableRow } from '../parts/revocable-row.tsx'
import { Tag } from '../parts/tag.tsx'
import { useAct } from '../parts/use-act.ts'
import { KeyForm } from './key-form.tsx'
import classes from '../parts/parts.module.css'

export function KeysPage() {
  const t = useText('organisation')
  const { path } = useOrganisation()
  const keys = useWholeList<OrganisationKey>(`${path}/keys`)
  const [isAdding, setAdding] = useState(false)
  const [made, setMade] = useState<NewApiKey>()
  const add = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
      {t('keys.add')}
    </Button>
  )
  return (
    <>
      <p className={classes.intro}>{t('keys.intro')}</p>
      {made && <CopyField label={t('keys.made', { name: made.name })} value={made.token} />}
      <Answered answer={keys} path={path}>
        {(all) => (
          <>
            {all.length === 0 && (
              <EmptyState isCertain icon={<IconKey size={24} stroke={1.5} />} title={t('keys.none')} actions={add} />
            )}
            {all.length > 0 && <div className={classes.toolbar}>{add}</div>}
            <ul className={classes.list}>
              {all.map((key) => (
                <KeyRow key={key.id} apiKey={key} />
              ))}
            </ul>
          </>
        )}
      </Answered>
      <KeyForm isOpen={isAdding} close={() => setAdding(false)} made={setMade} />
    </>
  )
}

function KeyRow({ apiKey }: { apiKey: OrganisationKey }) {
  const t = useText('organisation')
  const { path } = useOrganisation()
  const { act, isBusy } = useAct(path)
  const facts = useFacts(apiKey)
  const { name } = apiKey
  return (
    <RevocableRow
      title={
        <>
          {name} <Tag>{apiKey.scopes.map((scope) => t(`keys.scopes.${scope}`)).join(', ')}</Tag>
        </>
      }
      facts={facts}
      question={{ title: t('keys.revokeTitle', { name }), body: t('keys.revokeBody') }}
      action={{ label: t('keys.revoke'), of: t('keys.revokeOf', { name }) }}
      isBusy={isBusy}
      revoke={() => act(`${path}/keys/${apiKey.id}`, { method: 'DELETE' }, t('keys.revoked', { name }))}
    />
  )
}

function useFacts({ bearer, createdAt, expiresAt, lastUsedAt }: OrganisationKey): readonly string[] {
  const t = useText('organisation')
  const format = useFormatter()
  const day = (at: number) => format.dateTime(new Date(at), { dateStyle: 'medium' })
  return [
    t('keys.bearer', { bearer }),
    t('keys.created', { date: day(createdAt) }),
    expiresAt === undefined ? t('keys.forever') : t('keys.until', { date: day(expiresAt) }),
    lastUsedAt === undefined ? t('keys.unused') : t('keys.used', { date: day(lastUsedAt) }),
  ]
}
