import { use, Suspense, useMemo } from 'react'
import { useText } from '#client/ui/i18n.tsx'
import { useAnswerParts } from './answer-context.ts'
import classes from './answer.module.css'

/** An attachment of ours, from this device or the server; one that the person may not see looks like one that there is not. */
export function AnswerPicture({ hash, alt }: { hash: string; alt: string }) {
  const t = useText('answer')
  const { pictureOf } = useAnswerParts()
  const found = useMemo(() => pictureOf?.(hash).catch(() => undefined), [pictureOf, hash])
  const what = alt || t('nameless')
  if (!found) return t('picture', { what })
  return (
    <Suspense fallback={t('picture', { what })}>
      <Found found={found} alt={alt} gone={t('pictureGone', { what })} />
    </Suspense>
  )
}

function Found({ found, alt, gone }: { found: Promise<string | undefined>; alt: string; gone: string }) {
  const url = use(found)
  // Made on this device from bytes that were checked: an address of any other kind is none.
  if (!url?.startsWith('blob:')) return gone
  return <img className={classes.picture} src={url} alt={alt} />
}
