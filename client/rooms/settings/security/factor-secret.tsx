import { Button } from '@mantine/core'
import type { NewTwoFactor } from '#shared/protocol/rest-account.ts'
import { useText } from '#client/ui/i18n.tsx'
import { useCopy } from '#client/ui/use-copy.ts'
import { useIsPhone } from '#client/ui/use-is-phone.ts'
import classes from './security.module.css'
import settings from '../settings.module.css'

/** What the authenticator app is given: as a picture, and to be typed. */
export function FactorSecret({ factor: { secret, uri, qrSvg } }: { factor: NewTwoFactor }) {
  const t = useText('security')
  const copy = useCopy()
  const isPhone = useIsPhone()
  // In fours, as people read it off and type it; apps take it with and without the gaps.
  const shown = secret.match(/.{1,4}/g)?.join(' ') ?? secret
  return (
    <div className={classes.secret}>
      <img
        className={classes.qr}
        src={`data:image/svg+xml;utf8,${encodeURIComponent(qrSvg)}`}
        width={196}
        height={196}
        alt={t('twoFactor.qr')}
      />
      <div className={classes.typed}>
        <p className={settings.rowHint}>{t('twoFactor.typed')}</p>
        <code className={classes.code}>{shown}</code>
        {/* Nobody scans the screen that they hold. */}
        {isPhone && (
          <Button component="a" href={uri} variant="default" size="xs">
            {t('twoFactor.openApp')}
          </Button>
        )}
        <Button variant="default" size="xs" onClick={() => void copy(secret, t('twoFactor.copied'))}>
          {t('twoFactor.copy')}
        </Button>
      </div>
    </div>
  )
}
