import { useUndoSteps } from '#client/rooms/undo-steps.ts'
import { useHotkey } from '#client/ui/hotkeys.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { useOverlay } from '#client/ui/overlays.tsx'
import { useSidebarSettings } from './use-shell-settings.ts'

/** Keys that work everywhere. A text field takes back its own typing first; editors of documents and boards call the same steps. */
export function useFrameKeys(): void {
  const t = useText('shell')
  const group = t('shortcuts.general')
  const commands = useOverlay('shell.commands')
  const [, setSidebar] = useSidebarSettings()
  const { undo, redo } = useUndoSteps()
  useHotkey('mod+k', t('commands.open'), () => (commands.isOpen ? commands.hide() : commands.show()), {
    inFields: true,
    group,
  })
  useHotkey('mod+z', t('commands.undo'), undo, { inFields: 'after-own', group })
  useHotkey('mod+shift+z', t('commands.redo'), redo, { inFields: 'after-own', group })
  useHotkey('mod+y', t('commands.redo'), redo, { inFields: 'after-own', group })
  useHotkey('mod+\\', t('sidebar.collapse'), () => setSidebar((now) => ({ ...now, isCollapsed: !now.isCollapsed })), {
    inFields: true,
    group,
  })
}
