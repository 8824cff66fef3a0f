import { Checkbox } from '@mantine/core'
import { useWorkspace } from '#client/replica/index.ts'
import { useConfirm } from '#client/ui/confirm.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { useSharingAct } from './use-sharing-acts.ts'
import classes from './sharing.module.css'

/** Whether what the workspace grants counts here. Said plainly before it is changed, for it takes things from people. */
export function InheritanceSwitch({ path, inherits }: { path: string; inherits: boolean }) {
  const t = useText('sharing')
  const confirm = useConfirm()
  const { name: workspace } = useWorkspace()
  const { act, isBusy } = useSharingAct(path)
  const change = async () => {
    const isSure = await confirm({
      title: inherits ? t('inherit.breakTitle', { workspace }) : t('inherit.joinTitle'),
      body: inherits ? t('inherit.breakBody') : t('inherit.joinBody', { workspace }),
      confirmLabel: inherits ? t('inherit.break') : t('inherit.join'),
      danger: inherits,
    })
    if (isSure) await act(path, { method: 'PATCH', body: { inherits: !inherits } })
  }
  return (
    <section className={classes.inherit}>
      <Checkbox
        checked={inherits}
        disabled={isBusy}
        onChange={() => void change()}
        label={t('inherit.title')}
        description={inherits ? t('inherit.on', { workspace }) : t('inherit.off', { workspace })}
      />
    </section>
  )
}
