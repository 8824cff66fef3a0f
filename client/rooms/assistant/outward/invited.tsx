import type { NewOrganisationInvitation } from '#shared/protocol/rest-admin.ts'
import { CopyField } from '#client/ui/copy-field.tsx'
import { useText } from '#client/ui/i18n.tsx'
import classes from '../replies/replies.module.css'

/** Somebody without an account here: the link is shown once, where it could not be sent. */
export function Invited({ invitation: { email = '', wasSent, token } }: { invitation: NewOrganisationInvitation }) {
  const t = useText('assistant')
  if (wasSent) return <p className={classes.quiet}>{t('outward.sent', { email })}</p>
  return (
    <>
      <p className={classes.quiet}>{t('outward.pass', { email })}</p>
      <CopyField
        label={t('outward.link', { email })}
        value={`${location.origin}/invite/${token}`}
        words={{ copy: t('outward.copy'), copied: t('outward.copied') }}
      />
    </>
  )
}
