import { useLocalStorage } from '@mantine/hooks'

/** How this device shows the frame. Not synced: a laptop and a desk screen differ. */
export interface SidebarSettings {
  readonly width: number
  readonly isCollapsed: boolean
}

export const sidebarWidth = { least: 208, usual: 248, most: 420 } as const

export function useSidebarSettings() {
  return useLocalStorage<SidebarSettings>({
    key: 'nexus-sidebar',
    defaultValue: { width: sidebarWidth.usual, isCollapsed: false },
    getInitialValueInEffect: false,
  })
}

export function clampWidth(width: number): number {
  return Math.round(Math.min(sidebarWidth.most, Math.max(sidebarWidth.least, width)))
}
