import { createContext, type ReactNode, useContext } from 'react'

/** Why what looks empty may not be: the sentences of the shell while a workspace comes to this device for the first time. */
export interface StillComing {
  readonly title: string
  readonly text: string
}

const StillComingContext = createContext<StillComing | undefined>(undefined)

export function StillComingProvider({ words, children }: { words: StillComing | undefined; children: ReactNode }) {
  return <StillComingContext value={words}>{children}</StillComingContext>
}

/** undefined: everything is here, so that an empty list is empty. */
export function useStillComing(): StillComing | undefined {
  return useContext(StillComingContext)
}
