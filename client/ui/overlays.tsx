import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react'

interface OpenOverlays {
  readonly open: ReadonlyMap<string, unknown>
  readonly opened: ReadonlySet<string>
  show(name: string, given: unknown): void
  hide(name: string): void
}

const OverlayContext = createContext<OpenOverlays | undefined>(undefined)

export function OverlayProvider({ children }: { children: ReactNode }) {
  const [open, setOpen] = useState<ReadonlyMap<string, unknown>>(new Map())
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set())
  const show = useCallback((name: string, given: unknown) => {
    setOpen((now) => new Map(now).set(name, given))
    setOpened((now) => (now.has(name) ? now : new Set(now).add(name)))
  }, [])
  const hide = useCallback((name: string) => setOpen((now) => new Map([...now].filter(([each]) => each !== name))), [])
  const value = useMemo(() => ({ open, opened, show, hide }), [open, opened, show, hide])
  return <OverlayContext value={value}>{children}</OverlayContext>
}

export interface Overlay<Given> {
  readonly isOpen: boolean
  /** Whether it was open before: an overlay is loaded when it is first shown. */
  readonly wasOpened: boolean
  /** What `show` was called with. */
  readonly given: Given | undefined
  show(given?: Given): void
  hide(): void
}

/**
 * A dialog that lives at the top of the app and opens from anywhere: the room lists its component in `overlays`, the component
 * and whoever opens it share the name (`ideas.capture`).
 */
export function useOverlay<Given = undefined>(name: string): Overlay<Given> {
  const overlays = useContext(OverlayContext)
  if (!overlays) throw new Error('useOverlay needs an OverlayProvider above it')
  const { open, opened, show, hide } = overlays
  return useMemo(
    () => ({
      isOpen: open.has(name),
      wasOpened: opened.has(name),
      given: open.get(name) as Given | undefined,
      show: (given?: Given) => show(name, given),
      hide: () => hide(name),
    }),
    [open, opened, show, hide, name],
  )
}
