import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useId,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react'
import { isAppleSystem } from './hotkey-combo.ts'
import { createHotkeyRegistry, type Hotkey, type HotkeyRegistry } from './hotkey-registry.ts'

const HotkeyContext = createContext<HotkeyRegistry | undefined>(undefined)

export function HotkeyProvider({ children }: { children: ReactNode }) {
  const [registry] = useState(() =>
    createHotkeyRegistry({
      isApple: isAppleSystem(),
      now: () => performance.now(),
      after: (delayMs, run) => void setTimeout(run, delayMs),
    }),
  )
  useEffect(() => {
    const press = (event: KeyboardEvent) => registry.press(event)
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [registry])
  return <HotkeyContext value={registry}>{children}</HotkeyContext>
}

export interface HotkeyOptions {
  /** Also while typing in a field, or, `after-own`, once a field has nothing of its own left to take back. Only for combos with Ctrl/Cmd. */
  inFields?: boolean | 'after-own'
  /** Off while false: keep the hook, switch the key. */
  enabled?: boolean
  /** Heading in the sheet of shortcuts. */
  group?: string
}

/**
 * Binds a key while the component is on the screen and lists it in the sheet of shortcuts (`?`).
 * Plain keys wait while someone types, while a dialog or menu is open, and inside an element marked `data-own-keys`.
 */
export function useHotkey(
  combo: string | undefined,
  label: string,
  run: () => void,
  options: HotkeyOptions = {},
): void {
  const registry = useRegistry()
  const id = useId()
  const latest = useRef(run)
  useEffect(() => {
    latest.current = run
  })
  const { inFields = false, enabled = true, group } = options
  useEffect(() => {
    if (!combo || !enabled) return undefined
    const hotkey: Hotkey = { id, combo, label, inFields, run: () => latest.current(), ...(group && { group }) }
    return registry.add(hotkey)
  }, [registry, id, combo, label, inFields, enabled, group])
}

/** The same for a list whose length changes, such as the actions of every room. */
export function useHotkeyList(hotkeys: readonly Omit<Hotkey, 'inFields'>[]): void {
  const registry = useRegistry()
  useEffect(() => {
    const removals = hotkeys.map((each) => registry.add({ ...each, inFields: each.combo.includes('mod+') }))
    return () => removals.forEach((remove) => remove())
  }, [registry, hotkeys])
}

/** Every key that works on this screen now. */
export function useHotkeySheet(): readonly Hotkey[] {
  const registry = useRegistry()
  return useSyncExternalStore(registry.subscribe, registry.list)
}

function useRegistry(): HotkeyRegistry {
  const registry = useContext(HotkeyContext)
  if (!registry) throw new Error('hotkeys need a HotkeyProvider above them')
  return registry
}
