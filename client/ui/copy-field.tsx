import { Button, TextInput } from '@mantine/core'
import { useCopy } from './use-copy.ts'
import classes from './copy-field.module.css'

interface CopyFieldProps {
  label: string
  hint?: string
  value: string
  words: { readonly copy: string; readonly copied?: string }
}

/** Something to pass on. */
export function CopyField({ label, hint, value, words }: CopyFieldProps) {
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
      <Button variant="default" onClick={() => void copy(value, words.copied)}>
        {words.copy}
      </Button>
    </div>
  )
}
