import { createContext, lazy, type ReactNode, Suspense, useCallback, useContext, useState } from 'react'

export interface Question {
  /** A question that names the thing: `Delete "Plan"?` */
  title: string
  /** What will happen, and whether it can be undone. */
  body?: ReactNode
  /** A verb: `Delete`. */
  confirmLabel: string
  danger?: boolean
}

type Ask = (question: Question) => Promise<boolean>
const ConfirmContext = createContext<Ask | undefined>(undefined)

/** `if (await confirm({ title, confirmLabel, danger: true })) …`. For what cannot be undone; otherwise act, and announce with Undo. */
export function useConfirm(): Ask {
  const ask = useContext(ConfirmContext)
  if (!ask) throw new Error('useConfirm needs a ConfirmProvider above it')
  return ask
}

interface Asked extends Question {
  settle(answer: boolean): void
}

// Dialogs are not part of the first load.
const ConfirmDialog = lazy(async () => ({ default: (await import('./confirm-dialog.tsx')).ConfirmDialog }))

export function ConfirmProvider({ children }: { children: ReactNode }) {
  const [asked, setAsked] = useState<Asked>()
  const [isOpen, setOpen] = useState(false)
  const ask = useCallback<Ask>((question) => {
    setOpen(true)
    return new Promise<boolean>((resolve) => setAsked({ ...question, settle: resolve }))
  }, [])
  const answer = (value: boolean) => {
    asked?.settle(value)
    setOpen(false)
  }
  return (
    <ConfirmContext value={ask}>
      {children}
      {asked && (
        <Suspense fallback={null}>
          <ConfirmDialog question={asked} isOpen={isOpen} answer={answer} />
        </Suspense>
      )}
    </ConfirmContext>
  )
}
