import type { KeyboardEvent, PointerEvent } from 'react'
import { useText } from '#client/ui/i18n.tsx'
import { clampWidth, sidebarWidth } from './use-shell-settings.ts'
import classes from './sidebar.module.css'

interface SidebarResizerProps {
  width: number
  setWidth: (width: number) => void
}

/** The edge of the sidebar: drag it, or focus it and use the arrow keys; a double click gives the usual width back. */
export function SidebarResizer({ width, setWidth }: SidebarResizerProps) {
  const t = useText('shell')
  const drag = (event: PointerEvent<HTMLDivElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return
    const frame = event.currentTarget.parentElement?.getBoundingClientRect()
    if (!frame) return
    const isRightToLeft = getComputedStyle(event.currentTarget).direction === 'rtl'
    setWidth(clampWidth(isRightToLeft ? frame.right - event.clientX : event.clientX - frame.left))
  }
  const step = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -16, ArrowRight: 16 }[event.key]
    if (by === undefined) return
    event.preventDefault()
    setWidth(clampWidth(width + by))
  }
  return (
    // biome-ignore lint: a focusable separator is a widget (WAI-ARIA window splitter)
    <div
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={t('sidebar.resize')}
      aria-valuenow={width}
      aria-valuemin={sidebarWidth.least}
      aria-valuemax={sidebarWidth.most}
      className={classes.resizer}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={drag}
      onKeyDown={step}
      onDoubleClick={() => setWidth(sidebarWidth.usual)}
    />
  )
}
