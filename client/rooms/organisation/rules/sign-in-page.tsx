import { Button, Checkbox, TagsInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useText } from '#client/ui/i18n.tsx'
import { useOrganisation } from '../current.ts'
import { useSettings } from './use-settings.ts'
import classes from '../parts/parts.module.css'

export function SignInPage() {
  const { id } = useOrganisation()
  return <SignInForm key={id} />
}

function SignInForm() {
  const t = useText('organisation')
  const { signIn } = useOrganisation().settings
  const { save, isBusy } = useSettings()
  const [requireTwoFactor, setRequired] = useState(signIn.requireTwoFactor)
  const [allowedDomains, setDomains] = useState<string[]>([...signIn.allowedDomains])
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    await save({ settings: { signIn: { requireTwoFactor, allowedDomains } } })
  }
  const isSame = requireTwoFactor === signIn.requireTwoFactor && allowedDomains.join() === signIn.allowedDomains.join()
  return (
    <form className={classes.form} onSubmit={(event) => void submit(event)}>
      <Checkbox
        label={t('signIn.twoFactor')}
        description={t('signIn.twoFactorHint')}
        checked={requireTwoFactor}
        onChange={(event) => setRequired(event.currentTarget.checked)}
      />
      <TagsInput
        label={t('signIn.domains')}
        description={t('signIn.domainsHint')}
        placeholder={allowedDomains.length === 0 ? 'example.org' : ''}
        value={allowedDomains}
        onChange={(domains) => setDomains(domains.map(domainOf).filter(Boolean))}
        splitChars={[',', ' ', ';']}
        maxTags={50}
        acceptValueOnBlur
      />
      <div>
        <Button type="submit" loading={isBusy} disabled={isSame}>
          {t('save')}
        </Button>
      </div>
    </form>
  )
}

/** People paste `@example.org`, and whole addresses. */
function domainOf(typed: string): string {
  return typed.trim().toLowerCase().replace(/^.*@/, '')
}
