import { Button, TextInput } from '@mantine/core'
import { useText } from '#client/ui/i18n.tsx'
import { useCopy } from '#client/ui/use-copy.ts'
import classes from './sharing.module.css'

/** An address to pass on. */
export function CopyField({ label, hint, value }: { label: string; hint?: string; value: string }) {
  const t = useText('sharing')
  const copy = useCopy()
  return (
    <div className={classes.copyable}>
      <TextInput
        readOnly
        label={label}
        {...(hint && { description: hint })}
        value={value}
        onFocus={(event) => event.currentTarget.select()}
      />
      <Button variant="default" onClick={() => void copy(value, t('links.copied'))}>
        {t('links.copy')}
      </Button>
    </div>
  )
}
