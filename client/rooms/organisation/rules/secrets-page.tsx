import { Button } from '@mantine/core'
import { IconPlus, IconSquareAsterisk } from '@tabler/icons-react'
import { useState } from 'react'
import type { SecretSummary } from '#shared/protocol/rest-secrets.ts'
import { EmptyState } from '#client/ui/empty-state.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { useWholeList } from '../../use-answer.tsx'
import { useOrganisation } from '../current.ts'
import { Answered } from '../parts/answered.tsx'
import { SecretForm } from './secret-form.tsx'
import { SecretRow } from './secret-row.tsx'
import classes from '../parts/parts.module.css'

/** Credentials that the server uses for the organisation. Values go in here and are shown nowhere. */
export function SecretsPage() {
  const t = useText('organisation')
  const { path } = useOrganisation()
  const at = `${path}/secrets`
  const secrets = useWholeList<SecretSummary>(at)
  // '': a new one; a name: another version of it.
  const [storing, setStoring] = useState<string>()
  const add = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setStoring('')}>
      {t('secrets.add')}
    </Button>
  )
  return (
    <>
      <p className={classes.intro}>{t('secrets.intro')}</p>
      <Answered answer={secrets} path={at}>
        {(all) => (
          <>
            {all.length === 0 && (
              <EmptyState
                isCertain
                icon={<IconSquareAsterisk size={24} stroke={1.5} />}
                title={t('secrets.none')}
                actions={add}
              >
                {t('secrets.noneBody')}
              </EmptyState>
            )}
            {all.length > 0 && <div className={classes.toolbar}>{add}</div>}
            <ul className={classes.list}>
              {all.map((secret) => (
                <SecretRow key={secret.name} secret={secret} renew={() => setStoring(secret.name)} />
              ))}
            </ul>
          </>
        )}
      </Answered>
      {storing !== undefined && <SecretForm name={storing} close={() => setStoring(undefined)} />}
    </>
  )
}
