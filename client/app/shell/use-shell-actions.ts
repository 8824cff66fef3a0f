import { useMantineColorScheme } from '@mantine/core'
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconDeviceDesktop,
  IconHelp,
  IconKeyboard,
  IconMoon,
  IconPlus,
  IconSun,
  IconSwitchHorizontal,
} from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { useUndo, useWorkspace, useWorkspaces } from '#client/replica/index.ts'
import type { Action } from '#client/rooms/client-room.ts'
import { useUndoSteps } from '#client/rooms/undo-steps.ts'
import { type Text, useText } from '#client/ui/i18n.tsx'
import { useOverlay } from '#client/ui/overlays.tsx'

/** What the frame itself can do: undo, theme, help, workspaces. */
export function useShellActions(): readonly Action[] {
  const undo = useUndoActions()
  const theme = useThemeActions()
  const workspaces = useWorkspaceActions()
  const help = useHelpActions()
  return useMemo(() => [...undo, ...workspaces, ...theme, ...help], [undo, workspaces, theme, help])
}

function useUndoActions(): readonly Action[] {
  const t = useText('shell')
  const { nextUndo, nextRedo } = useUndo()
  const { undo, redo } = useUndoSteps()
  return useMemo(() => {
    const what = nextUndo?.label
    const label = what ? t('commands.undoThat', { what }) : t('commands.undo')
    const keywords = [t('commands.keywords.undo')]
    const back: Action = { id: 'shell.undo', label, keywords, icon: IconArrowBackUp, run: undo }
    const forth: Action = { id: 'shell.redo', label: t('commands.redo'), icon: IconArrowForwardUp, run: redo }
    return [...(nextUndo ? [back] : []), ...(nextRedo ? [forth] : [])]
  }, [t, nextUndo, nextRedo, undo, redo])
}

function useThemeActions(): readonly Action[] {
  const t = useText('shell')
  const { setColorScheme } = useMantineColorScheme()
  return useMemo(() => {
    const keywords = [t('commands.keywords.theme')]
    return [
      {
        id: 'shell.light',
        label: t('commands.themeLight'),
        keywords,
        icon: IconSun,
        run: () => setColorScheme('light'),
      },
      { id: 'shell.dark', label: t('commands.themeDark'), keywords, icon: IconMoon, run: () => setColorScheme('dark') },
      {
        id: 'shell.auto',
        label: t('commands.themeAuto'),
        keywords,
        icon: IconDeviceDesktop,
        run: () => setColorScheme('auto'),
      },
    ]
  }, [t, setColorScheme])
}

function useHelpActions(): readonly Action[] {
  const t = useText('shell')
  const navigate = useNavigate()
  const { id } = useWorkspace()
  const { show } = useOverlay('shell.shortcuts')
  return useMemo(
    () => [
      { id: 'shell.shortcuts', label: t('commands.shortcuts'), shortcut: '?', icon: IconKeyboard, run: () => show() },
      {
        id: 'shell.help',
        label: t('commands.help'),
        keywords: [t('commands.keywords.help')],
        icon: IconHelp,
        run: () => void navigate({ to: `/w/${id}/settings/help` }),
      },
    ],
    [t, navigate, id, show],
  )
}

function useWorkspaceActions(): readonly Action[] {
  const t = useText('shell')
  const navigate = useNavigate()
  const { id } = useWorkspace()
  const { all } = useWorkspaces()
  const { show } = useOverlay('shell.new-workspace')
  return useMemo(() => {
    const others = all.filter((each) => each.id !== id)
    const creation: Action = {
      id: 'shell.new-workspace',
      label: t('commands.newWorkspace'),
      icon: IconPlus,
      run: () => show(),
    }
    return [...others.map((each) => switchAction(each, t, (to) => void navigate({ to }))), creation]
  }, [t, navigate, id, all, show])
}

function switchAction(workspace: { id: string; name: string }, t: Text<'shell'>, go: (path: string) => void): Action {
  const { id, name } = workspace
  return {
    id: `shell.switch.${id}`,
    label: t('commands.switchTo', { name }),
    icon: IconSwitchHorizontal,
    run: () => go(`/w/${id}`),
  }
}
