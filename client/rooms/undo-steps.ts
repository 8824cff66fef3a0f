import { createContext, useContext } from 'react'

/**
 * The person's one history, with the screen following: a step in a text or on a board is taken where one sees it, and of everything
 * else it is said what was taken. Keys, buttons and menus of every room call these. The shell provides them.
 */
export interface UndoSteps {
  undo(): void
  redo(): void
}

export const UndoStepsContext = createContext<UndoSteps | undefined>(undefined)

export function useUndoSteps(): UndoSteps {
  const steps = useContext(UndoStepsContext)
  if (!steps) throw new Error('useUndoSteps needs the shell above it')
  return steps
}
