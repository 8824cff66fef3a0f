import type { OrganisationId, PrincipalId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { Catalogue } from '#server/resources/catalogue.ts'
import { namesFor, type Sight } from '#server/resources/names.ts'
import type { Storage } from '#server/storage/storage.ts'
import { findWorkspace } from './find-workspace.ts'

/**
 * Paths name things: `/orgs/acme/sales/documents/plans/proposal`. Organisation and workspace go by the name that they were given or by
 * their id, things by the slug of their title or by their id (see resources/names.ts). The slash in front may be left out.
 */
export interface Paths {
  /** undefined: there is no such thing, or the reader may not see it. Without a reader everything is to be seen: for operators. */
  resolve(path: string, reader?: PathReader): Promise<PathTarget | undefined>
  /** The path that people are shown. undefined: it is gone, or the reader may not see it. */
  pathOf(target: PathTarget, reader?: PathReader): Promise<string | undefined>
}

export interface PathReader {
  readonly principal: PrincipalId
  viewOf(workspace: WorkspaceId): Promise<Sight | undefined>
}

/** An organisation, a workspace of it, or a thing in that. */
export interface PathTarget {
  readonly organisation: OrganisationId
  readonly workspace?: WorkspaceId
  readonly replica?: ReplicaId
}

/** What stands behind /api/orgs/{org}/ for something else, so that no workspace may be called so. */
const reservedNames: ReadonlySet<string> = new Set(
  (
    'access agents assistant audit branding context directory erase export grants groups import invitations keys links mail members ownership paths ' +
    'quotas retention roles search secrets settings sharing sign-in relations suspension teams token-use usage webhooks workspace-quotas workspaces'
  ).split(' '),
)

/** Whether a workspace may go by it in paths. */
export function isWorkspaceName(name: string): boolean {
  return /^[a-z0-9][a-z0-9._-]{0,62}$/.test(name) && !/^(org|ws)_/.test(name) && !reservedNames.has(name)
}

interface PathPorts {
  readonly storage: Pick<Storage, 'control'>
  readonly catalogue: Catalogue
}

const operatorsView: Sight = { isWhole: true, mayRead: () => true, stamp: '' }
const operator: PathReader = { principal: 'operator' as PrincipalId, viewOf: async () => operatorsView }

export function openPaths({ storage: { control }, catalogue }: PathPorts): Paths {
  const organisationNamed = async (name: string): Promise<OrganisationId | undefined> => {
    const id = ((await control.idOf({ kind: 'organisation', scope: '', slug: name })) ?? name) as OrganisationId
    return (await control.hasOrganisation(id)) ? id : undefined
  }
  const namesIn = async (workspace: WorkspaceId, { principal, viewOf }: PathReader) => {
    const view = await viewOf(workspace)
    const shelf = view && (await catalogue.of(workspace))
    return view && shelf && namesFor(shelf, { principal, view })
  }
  return {
    resolve: async (path, reader = operator) => {
      const [orgs, organisationName, workspaceName, ...parts] = partsIn(path)
      const organisation = orgs === 'orgs' && organisationName && (await organisationNamed(organisationName))
      if (!organisation) return undefined
      if (workspaceName === undefined) return { organisation }
      const workspace = await findWorkspace(control, { organisation: organisationName, workspace: workspaceName })
      if (!workspace || !(await reader.viewOf(workspace))) return undefined
      if (parts.length === 0) return { organisation, workspace }
      const found = (await namesIn(workspace, reader))?.find(parts)
      return found?.kind === 'thing' ? { organisation, workspace, replica: found.row.id } : undefined
    },
    pathOf: async ({ organisation, workspace, replica }, reader = operator) => {
      const slugOf = async (id: string) => (await control.nameOf(id))?.slug ?? id
      const words = ['', 'orgs', await slugOf(organisation)]
      if (workspace) words.push(await slugOf(workspace))
      if (!workspace || !replica) return words.join('/')
      const parts = (await namesIn(workspace, reader))?.partsOf(replica)
      return parts && [...words, ...parts].join('/')
    },
  }
}

function partsIn(path: string): string[] {
  return path.split('/').filter((part) => part !== '')
}
