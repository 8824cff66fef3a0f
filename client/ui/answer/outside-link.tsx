import { Button } from '@mantine/core'
import { IconExternalLink } from '@tabler/icons-react'
import { type ReactNode, useId, useState } from 'react'
import { useText } from '#client/ui/i18n.tsx'
import { useCopy } from '#client/ui/use-copy.ts'
import classes from './answer.module.css'

/**
 * The words of a link say what its writer likes, and its address may carry what was said here. So the first click shows the address, whole and
 * in plain letters; only then is there something that leads there.
 */
export function OutsideLink({ address, children }: { address: string; children: ReactNode }) {
  const t = useText('answer')
  const id = useId()
  const [isShown, setShown] = useState(false)
  return (
    <>
      <button
        type="button"
        className={classes.outside}
        aria-expanded={isShown}
        aria-controls={isShown ? id : undefined}
        title={t('outside')}
        onClick={() => setShown(!isShown)}
      >
        {children}
        <IconExternalLink size={14} stroke={1.75} role="img" aria-label={t('outside')} />
      </button>
      {isShown && <Address id={id} address={address} />}
    </>
  )
}

function Address({ id, address }: { id: string; address: string }) {
  const t = useText('answer')
  const copy = useCopy()
  return (
    <span id={id} role="group" aria-label={t('leadsTo')} className={classes.address}>
      <span>{t('leadsTo')}</span>
      <code>{address}</code>
      <span className={classes.addressActions}>
        <Button
          component="a"
          href={address}
          target="_blank"
          rel="noopener noreferrer nofollow"
          referrerPolicy="no-referrer"
          variant="default"
          size="compact-sm"
        >
          {t('open')}
        </Button>
        <Button variant="subtle" size="compact-sm" onClick={() => void copy(address)}>
          {t('copy')}
        </Button>
      </span>
    </span>
  )
}
