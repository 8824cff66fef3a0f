import { IconCheck, IconX } from '@tabler/icons-react'
import type { Editor } from '@tiptap/core'
import { isAllowedUri } from '@tiptap/extension-link'
import { type FormEvent, type KeyboardEvent, useState } from 'react'
import { useText } from '#client/ui/i18n.tsx'
import { IconButton } from '#client/ui/icon-button.tsx'
import classes from './toolbar.module.css'

/** The address of the link at the selection: Enter sets it, an empty one removes the link, Escape leaves it as it was. */
export function LinkForm({ editor, close }: { editor: Editor; close: () => void }) {
  const t = useText('documents')
  const [address, setAddress] = useState(() => String(editor.getAttributes('link').href ?? ''))
  const [isWrong, setWrong] = useState(false)
  const leave = () => {
    close()
    editor.commands.focus()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const href = completeAddress(address)
    if (href === undefined) return setWrong(true)
    const chain = editor.chain().focus().extendMarkRange('link')
    if (href === '') chain.unsetLink().run()
    else chain.setLink({ href }).run()
    return close()
  }
  const keys = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return
    event.stopPropagation()
    leave()
  }
  return (
    <form className={classes.form} onSubmit={submit} onKeyDown={keys} data-own-keys>
      <input
        className={classes.field}
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- it stands where the person asked to type
        autoFocus
        type="text"
        inputMode="url"
        aria-label={t('editor.linkAddress')}
        aria-invalid={isWrong}
        title={isWrong ? t('editor.linkInvalid') : undefined}
        placeholder={t('editor.linkPlaceholder')}
        value={address}
        onChange={(event) => {
          setAddress(event.currentTarget.value)
          setWrong(false)
        }}
      />
      <IconButton type="submit" label={t('editor.linkApply')}>
        <IconCheck size={18} />
      </IconButton>
      <IconButton label={t('screen.closeDetails')} onClick={leave}>
        <IconX size={18} />
      </IconButton>
    </form>
  )
}

/** `example.org` → `https://example.org`, `me@example.org` → `mailto:…`; undefined for what is no address at all. */
export function completeAddress(typed: string): string | undefined {
  const address = typed.trim()
  if (address === '') return ''
  if (/\s/.test(address)) return undefined
  if (/^[^@/:]+@[^@/:]+\.[^@/:]+$/.test(address)) return `mailto:${address}`
  const href = /^[a-z][a-z0-9+.-]*:/i.test(address) && !/^[\w.-]+:\d+/.test(address) ? address : `https://${address}`
  return isAllowedUri(href) && URL.canParse(href) ? href : undefined
}
