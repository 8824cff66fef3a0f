import { Modal } from '@mantine/core'
import type { Hotkey } from '#client/ui/hotkey-registry.ts'
import { useHotkeySheet } from '#client/ui/hotkeys.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { Kbd } from '#client/ui/kbd.tsx'
import { useOverlay } from '#client/ui/overlays.tsx'
import classes from './shortcut-sheet.module.css'

/** Every key that works on the screen behind it. */
export function ShortcutSheet() {
  const t = useText('shell')
  const { isOpen, hide } = useOverlay('shell.shortcuts')
  return (
    <Modal opened={isOpen} onClose={hide} title={t('shortcuts.title')} size="lg">
      <ShortcutGroups />
    </Modal>
  )
}

export function ShortcutGroups() {
  const t = useText('shell')
  const groups = Object.entries(Object.groupBy(useHotkeySheet(), (hotkey) => hotkey.group ?? t('shortcuts.general')))
  return (
    <div className={classes.groups}>
      {groups.map(([group, hotkeys]) => (
        <section key={group} className={classes.group}>
          <h3 className={classes.heading}>{group}</h3>
          <dl className={classes.list}>{oncePerKey(hotkeys ?? []).map(shortcutLine)}</dl>
        </section>
      ))}
    </div>
  )
}

function shortcutLine(hotkey: Hotkey) {
  return (
    <div key={hotkey.id} className={classes.line}>
      <dt className={classes.label}>{hotkey.label}</dt>
      <dd className={classes.keys}>
        <Kbd combo={hotkey.combo} />
      </dd>
    </div>
  )
}

/** The one added last is the one that runs. */
function oncePerKey(hotkeys: readonly Hotkey[]): readonly Hotkey[] {
  return [...new Map(hotkeys.map((each) => [each.combo, each])).values()]
}
