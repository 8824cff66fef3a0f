import { useUndo } from '#client/replica/index.ts'
import { useAnnounce } from '#client/ui/announce.tsx'
import { useHotkey } from '#client/ui/hotkeys.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { useOverlay } from '#client/ui/overlays.tsx'
import { useSidebarSettings } from './use-shell-settings.ts'

/** Keys that work everywhere. In a text field undo belongs to the field. */
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
  useHotkey('mod+z', t('commands.undo'), undo, { group })
  useHotkey('mod+shift+z', t('commands.redo'), redo, { group })
  useHotkey('mod+\\', t('sidebar.collapse'), () => setSidebar((now) => ({ ...now, isCollapsed: !now.isCollapsed })), {
    inFields: true,
    group,
  })
}

/** Undo and redo that say what they did. */
export function useUndoSteps(): { undo: () => void; redo: () => void } {
  const t = useText('shell')
  const announce = useAnnounce()
  const steps = useUndo()
  const undo = () => {
    if (!steps.canUndo) return announce(t('undo.nothing'))
    const what = steps.undoLabel
    void steps.undo().then(() => announce(what ? t('undo.undone', { what }) : t('undo.undonePlain')))
  }
  const redo = () => {
    if (steps.canRedo) void steps.redo().then(() => announce(t('undo.redone')))
  }
  return { undo, redo }
}
