import { createContext, useContext } from 'react'
import type { OrganisationDetail, OrganisationSummary } from '#shared/protocol/rest-admin.ts'
import { useWorkspace } from '#client/replica/index.ts'
import type { PageName } from './pages.ts'

export interface Current {
  readonly organisation: OrganisationDetail
  /** All that the person belongs to. */
  readonly all: readonly OrganisationSummary[]
}

export const CurrentContext = createContext<Current | undefined>(undefined)

/** The organisation that the screens are about. */
export function useOrganisation(): OrganisationDetail & { readonly path: string; readonly isAdmin: boolean } {
  const current = useContext(CurrentContext)
  if (!current) throw new Error('useOrganisation needs the screen of an organisation above it')
  const { organisation } = current
  return { ...organisation, path: `orgs/${organisation.id}`, isAdmin: organisation.role === 'admin' }
}

/** The address of a page, of this organisation or another. */
export function usePagePath(): (organisation: string, page?: PageName) => string {
  const { id } = useWorkspace()
  return (organisation, page) => `/w/${id}/organisation/${organisation}${page ? `/${page}` : ''}`
}
