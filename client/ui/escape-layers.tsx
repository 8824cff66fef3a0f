import {
  createContext,
  type ReactNode,
  type RefObject,
  useContext,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'

type Layers = Set<RefObject<() => void>>
const LayersContext = createContext<Layers | undefined>(undefined)

/**
 * Every dialog of the library hears Escape at the window by itself, the one that lies below as well as the one on top. What opens on top of
 * other dialogs says so with `useEscapeOnTop`: this listener is there before theirs, and closes the last of those alone.
 */
export function EscapeLayers({ children }: { children: ReactNode }) {
  const [layers] = useState<Layers>(() => new Set())
  useLayoutEffect(() => {
    const press = (event: KeyboardEvent) => {
      const top = [...layers].at(-1)
      if (event.key !== 'Escape' || event.isComposing || !top) return
      event.preventDefault()
      event.stopImmediatePropagation()
      top.current()
    }
    window.addEventListener('keydown', press, { capture: true })
    return () => window.removeEventListener('keydown', press, { capture: true })
  }, [layers])
  return <LayersContext value={layers}>{children}</LayersContext>
}

/** While it is open, Escape closes this and nothing below. */
export function useEscapeOnTop(isOpen: boolean, close: () => void): void {
  const layers = useContext(LayersContext)
  const latest = useRef(close)
  useEffect(() => {
    latest.current = close
  })
  useEffect(() => {
    if (!isOpen || !layers) return undefined
    layers.add(latest)
    return () => void layers.delete(latest)
  }, [isOpen, layers])
}
