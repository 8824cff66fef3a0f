import { TextInput } from '@mantine/core'

interface CodeInputProps {
  code: string
  setCode: (code: string) => void
  label: string
}

/** For six digits or a recovery code; phones offer the one that came by message, or the key pad's neighbour. */
export function CodeInput({ code, setCode, label }: CodeInputProps) {
  return (
    <TextInput
      required
      data-autofocus
      autoComplete="one-time-code"
      autoCapitalize="none"
      autoCorrect="off"
      spellCheck={false}
      maxLength={40}
      label={label}
      value={code}
      onChange={(event) => setCode(event.currentTarget.value)}
    />
  )
}
