import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react'

interface OpenOverlays {
  readonly open: ReadonlyMap<string, unknown>
  show(name: string, given: unknown): void
  hide(name: string): void
}

const OverlayContext = createContext<OpenOverlays | undefined>(undefined)

export function OverlayProvider({ children }: { children: ReactNode }) {
  const [open, setOpen] = useState<ReadonlyMap<string, unknown>>(new Map())
  const show = useCallback((name: string, given: unknown) => setOpen((now) => new Map(now).set(name, given)), [])
  const hide = useCallback((name: string) => setOpen((now) => new Map([...now].filter(([each]) => each !== name))), [])
  const value = useMemo(() => ({ open, show, hide }), [open, show, hide])
  return <OverlayContext value={value}>{children}</OverlayContext>
}

export interface Overlay<Given> {
  readonly isOpen: boolean
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
  const { open, show, hide } = overlays
  return useMemo(
    () => ({
      isOpen: open.has(name),
      given: open.get(name) as Given | undefined,
      show: (given?: Given) => show(name, given),
      hide: () => hide(name),
    }),
    [open, show, hide, name],
  )
}
