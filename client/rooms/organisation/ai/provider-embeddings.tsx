import { Progress } from '@mantine/core'
import { useCallback, useSyncExternalStore } from 'react'
import type { EmbeddingStatus } from '#shared/protocol/rest-assistant.ts'
import { whileSeen } from '#client/platform/while-seen.ts'
import { useText } from '#client/ui/i18n.tsx'
import { useAnswer, useRefresh } from '../../use-answer.tsx'
import parts from '../parts/parts.module.css'

const everyMs = 4_000

/** How far the organisation's texts have been read for search by meaning, and what that has cost. */
export function ProviderEmbeddings({ path }: { path: string }) {
  const t = useText('organisation')
  const answer = useAnswer<EmbeddingStatus>(path)
  useAskingAgain(path)
  if (answer.status !== 'ready') return null
  const { isOn, passages, embedded, tokens, problem } = answer.value
  const said = embedded < passages ? t('assistant.reading', { embedded, passages }) : t('assistant.read', { passages })
  return (
    <section aria-label={t('assistant.meaning')}>
      {isOn && (
        <p>
          {said} {t('assistant.readCost', { tokens })}
        </p>
      )}
      {isOn && embedded < passages && (
        <Progress value={(100 * embedded) / passages} size="sm" mt="xs" aria-label={t('assistant.meaning')} />
      )}
      {problem !== undefined && (
        <p className={parts.quiet} role="status">
          {problem}
        </p>
      )}
    </section>
  )
}

/** As long as somebody looks at it. */
function useAskingAgain(path: string): void {
  const refresh = useRefresh()
  const subscribe = useCallback(() => whileSeen(() => refresh(path), everyMs), [refresh, path])
  useSyncExternalStore(subscribe, nothing)
}

const nothing = () => undefined
