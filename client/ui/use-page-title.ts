import { useEffect } from 'react'

/** What the tab and the list of windows show: "Tasks · Nexus". */
export function usePageTitle(title: string | undefined): void {
  useEffect(() => {
    if (!title) return undefined
    document.title = `${title} · Nexus`
    return () => {
      document.title = 'Nexus'
    }
  }, [title])
}
