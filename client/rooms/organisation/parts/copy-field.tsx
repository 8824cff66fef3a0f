import { Button, TextInput } from '@mantine/core'
import { useText } from '#client/ui/i18n.tsx'
import { useCopy } from '#client/ui/use-copy.ts'
import classes from './parts.module.css'

/** Something to pass on that is shown only once. */
export function CopyField({ label, value }: { label: string; value: string }) {
  const t = useText('organisation')
  const copy = useCopy()
  return (
    <div className={classes.copyable} role="status">
      <TextInput
        readOnly
        label={label}
        description={t('once')}
        value={value}
        onFocus={(event) => event.currentTarget.select()}
      />
      <Button variant="default" onClick={() => void copy(value)}>
        {t('copy')}
      </Button>
    </div>
  )
}
