import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { done } from '#shared/kit/outcome.ts'
import type { AccountSecurity } from '#shared/protocol/rest-account.ts'
import { useAnnounce } from '#client/ui/announce.tsx'
import { useConfirm } from '#client/ui/confirm.tsx'
import { useFormatter, useText } from '#client/ui/i18n.tsx'
import { useRefresh } from '../../use-answer.tsx'
import { callServer } from '../rest.ts'
import { SettingsSection } from '../settings-section.tsx'
import { AskDialog } from './ask-dialog.tsx'
import { makePasskey, passkeySupport } from './passkey-calls.ts'
import { useProof } from './proof.tsx'
import { securitySentence } from './security-sentence.ts'
import { useAttempt } from './use-attempt.ts'
import classes from '../settings.module.css'

type Passkey = AccountSecurity['passkeys'][number]

export function PasskeysPart({ passkeys }: { passkeys: readonly Passkey[] }) {
  const t = useText('security')
  const [dialog, setDialog] = useState<'add' | Passkey>()
  const close = () => setDialog(undefined)
  return (
    <SettingsSection title={t('passkeys.title')} intro={t('passkeys.body')}>
      {passkeys.length === 0 && <p className={classes.rowHint}>{t('passkeys.none')}</p>}
      <ul className={classes.list}>
        {passkeys.map((passkey) => (
          <PasskeyRow key={passkey.id} passkey={passkey} rename={() => setDialog(passkey)} />
        ))}
      </ul>
      <AddButton add={() => setDialog('add')} />
      {dialog === 'add' && <AddPasskey close={close} />}
      {typeof dialog === 'object' && <RenamePasskey passkey={dialog} close={close} />}
    </SettingsSection>
  )
}

function AddButton({ add }: { add: () => void }) {
  const t = useText('security')
  const support = passkeySupport()
  if (support === 'none') return <p className={classes.hintBelow}>{t('passkeys.unsupported')}</p>
  if (support === 'numbers') {
    const address = `${location.protocol}//localhost${location.port && `:${location.port}`}`
    return <p className={classes.hintBelow}>{t('passkeys.notHere', { address })}</p>
  }
  return (
    <Button variant="default" mt="sm" onClick={add}>
      {t('passkeys.add')}
    </Button>
  )
}

function PasskeyRow({ passkey, rename }: { passkey: Passkey; rename: () => void }) {
  const t = useText('security')
  const format = useFormatter()
  const remove = useRemove(passkey)
  const dateOf = (at: number) => format.dateTime(new Date(at), { dateStyle: 'medium' })
  const { name, createdAt, lastUsedAt } = passkey
  const used = lastUsedAt === undefined ? t('passkeys.neverUsed') : t('passkeys.used', { date: dateOf(lastUsedAt) })
  return (
    <li className={classes.row}>
      <div className={classes.rowWords}>
        <p className={classes.rowTitle}>{name}</p>
        <p className={classes.rowHint}>
          {t('passkeys.made', { date: dateOf(createdAt) })}, {used}
        </p>
      </div>
      <div className={classes.buttons}>
        <Button variant="default" aria-label={t('passkeys.renameNamed', { name })} onClick={rename}>
          {t('passkeys.rename')}
        </Button>
        <Button variant="default" aria-label={t('passkeys.removeNamed', { name })} onClick={() => void remove()}>
          {t('passkeys.remove')}
        </Button>
      </div>
    </li>
  )
}

function useRemove({ id, name }: Passkey): () => Promise<void> {
  const t = useText('security')
  const announce = useAnnounce()
  const confirm = useConfirm()
  const prove = useProof()
  const refresh = useRefresh()
  return async () => {
    const isSure = await confirm({
      title: t('passkeys.removeTitle', { name }),
      body: t('passkeys.removeBody'),
      confirmLabel: t('passkeys.remove'),
      danger: true,
    })
    if (!isSure) return
    const gone = await prove(() => callServer(`account/passkeys/${encodeURIComponent(id)}`, { method: 'DELETE' }))
    if (gone.ok) announce(t('passkeys.removed'))
    else if (gone.reason !== 'called-off') announce(securitySentence(t, gone), { tone: 'problem' })
    refresh('account/security')
  }
}

function AddPasskey({ close }: { close: () => void }) {
  const t = useText('security')
  const announce = useAnnounce()
  const prove = useProof()
  const refresh = useRefresh()
  const attempt = useAttempt()
  const [name, setName] = useState('')
  const submit = async () => {
    const isMade = await attempt.run(async () => {
      const options = await prove(() => callServer<object>('account/passkeys/options', { method: 'POST' }))
      return options.ok ? makePasskey(name, options.value) : options
    })
    if (!isMade) return
    announce(t('passkeys.added'))
    refresh('account/security')
    close()
  }
  return (
    <AskDialog
      title={t('passkeys.addTitle')}
      body={t('passkeys.addBody')}
      action={t('passkeys.action')}
      attempt={attempt}
      submit={() => void submit()}
      close={close}
    >
      <NameInput name={name} setName={setName} />
    </AskDialog>
  )
}

function RenamePasskey({ passkey, close }: { passkey: Passkey; close: () => void }) {
  const t = useText('security')
  const refresh = useRefresh()
  const attempt = useAttempt()
  const [name, setName] = useState(passkey.name)
  const submit = async () => {
    const path = `account/passkeys/${encodeURIComponent(passkey.id)}`
    const rename = () =>
      name === passkey.name ? Promise.resolve(done()) : callServer(path, { method: 'PATCH', body: { name } })
    if (!(await attempt.run(rename))) return
    refresh('account/security')
    close()
  }
  return (
    <AskDialog
      title={t('passkeys.renameTitle')}
      action={t('save')}
      attempt={attempt}
      submit={() => void submit()}
      close={close}
    >
      <NameInput name={name} setName={setName} />
    </AskDialog>
  )
}

function NameInput({ name, setName }: { name: string; setName: (name: string) => void }) {
  const t = useText('security')
  return (
    <TextInput
      required
      data-autofocus
      maxLength={80}
      label={t('passkeys.name')}
      value={name}
      onChange={(event) => setName(event.currentTarget.value)}
    />
  )
}
