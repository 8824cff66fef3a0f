import { createContext, type ReactNode, useContext, useMemo } from 'react'
import { createFormatter, IntlProvider, useMessages, useTranslations } from 'use-intl'

/**
 * The strings of every room under the room's name. A room adds its own in its `messages.ts`:
 *
 *     export const messages = { label: 'Tasks', newTask: 'New task', left: '{count, plural, one {# task} other {# tasks}} left' } as const
 *     declare module '#client/ui/i18n.tsx' {
 *       interface RoomMessages { tasks: typeof messages }
 *     }
 *
 * From then on `useText('tasks')` knows the keys and what each message needs.
 */
// oxlint-disable-next-line typescript/no-empty-object-type -- filled by the rooms
export interface RoomMessages {}

/** Strings by key, nested where it helps; ICU syntax. */
export interface Messages {
  readonly [key: string]: string | Messages
}

declare module 'use-intl' {
  interface AppConfig {
    Messages: RoomMessages
  }
}

/** `const t = useText('tasks'); t('newTask')`. For bold words or links inside a sentence: `t.rich`. */
export { useTranslations as useText }

/** The type of `t` in a function that takes it as an argument. */
export type Text<Room extends keyof RoomMessages> = ReturnType<typeof useTranslations<Room>>

export type Formatter = ReturnType<typeof createFormatter>
const FormatterContext = createContext<Formatter | undefined>(undefined)

/** Dates, numbers and lists in the manner of the person's own locale: `format.dateTime(date, { dateStyle: 'medium' })`. */
export function useFormatter(): Formatter {
  const formatter = useContext(FormatterContext)
  if (!formatter) throw new Error('useFormatter needs a TextProvider above it')
  return formatter
}

export interface TextProviderProps {
  messages: Messages
  /** How dates and numbers are written; the browser's by default. */
  locale?: string
  timeZone?: string
  children: ReactNode
}

/**
 * Words and formats are apart: while English is the only catalogue, its plurals follow English rules and only dates and
 * numbers follow the person.
 */
export function TextProvider({ messages, locale, timeZone, children }: TextProviderProps) {
  const own = useMemo(() => Intl.DateTimeFormat().resolvedOptions(), [])
  const zone = timeZone ?? own.timeZone
  const manner = locale ?? globalThis.navigator?.language ?? own.locale
  const formatter = useMemo(() => {
    // What joins a list is a word, and words are English, spelt as in Britain.
    const { list } = createFormatter({ locale: 'en-GB' })
    return { ...createFormatter({ locale: manner, timeZone: zone }), list }
  }, [manner, zone])
  return (
    <IntlProvider locale="en" timeZone={zone} messages={messages as unknown as RoomMessages}>
      <FormatterContext value={formatter}>{children}</FormatterContext>
    </IntlProvider>
  )
}

/** The strings of a room that come with its screens instead of with the app: around the screens. */
export function RoomText({
  room,
  messages,
  children,
}: {
  room: keyof RoomMessages
  messages: Messages
  children: ReactNode
}) {
  const all = useMessages()
  const value = useMemo(() => ({ ...all, [room]: messages }), [all, room, messages])
  return (
    <IntlProvider locale="en" messages={value}>
      {children}
    </IntlProvider>
  )
}
