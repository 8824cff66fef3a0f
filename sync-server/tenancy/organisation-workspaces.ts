import { mintId, type OrganisationId, type PrincipalId, type WorkspaceId } from '#shared/kit/ids.ts'
import { done, refused, type Outcome } from '#shared/kit/outcome.ts'
import type { OrganisationRole, OrganisationWorkspace } from '#shared/protocol/rest-admin.ts'
import { type Act, noteOf } from './act.ts'
import { isWorkspaceName } from './paths.ts'
import type { TenancyPorts } from './tenancy.ts'

/** The workspaces of an organisation. */
export interface OrganisationWorkspaces {
  /** All of them for an administrator, else those that the reader can read. */
  list(organisation: OrganisationId, reader: WorkspaceReader): Promise<readonly OrganisationWorkspace[]>
  create(
    organisation: OrganisationId,
    asked: { name: string; slug?: string | undefined },
    act: Act,
  ): Promise<Outcome<'name-taken' | 'bad-name', OrganisationWorkspace>>
}

export interface WorkspaceReader {
  readonly principal: PrincipalId
  readonly role: OrganisationRole
}

export function openOrganisationWorkspaces(ports: TenancyPorts): OrganisationWorkspaces {
  return {
    list: async (organisation, { principal, role }) => {
      const store = await ports.storage.organisation(organisation)
      const found: OrganisationWorkspace[] = []
      for (const { id } of await store.workspaces())
        if (role === 'admin' || (await ports.access.viewOf(principal, id)))
          found.push(await describe(ports, organisation, id))
      return found
    },
    create: (organisation, asked, act) => create(ports, { organisation, ...asked }, act),
  }
}

async function create(
  ports: TenancyPorts,
  { organisation, name, slug }: { organisation: OrganisationId; name: string; slug?: string | undefined },
  act: Act,
) {
  const { storage, random, clock, access } = ports
  const { control } = storage
  const id = mintId<WorkspaceId>('ws', random)
  if (slug !== undefined) {
    if (!isWorkspaceName(slug)) return refused('bad-name')
    if ((await control.nameId({ kind: 'workspace', scope: organisation, slug }, id)) !== id)
      return refused('name-taken')
  }
  await control.reserveWorkspace(id, organisation)
  const store = await storage.organisation(organisation)
  const note = noteOf(clock, act, { action: 'workspace.created', object: `workspace:${id}`, body: { name } })
  await store.createWorkspace({ id, name, createdAt: clock.now() }, act.by, note)
  await access.announce({ organisation, workspace: id })
  return done(await describe(ports, organisation, id))
}

async function describe({ storage, access }: TenancyPorts, organisation: OrganisationId, id: WorkspaceId) {
  const store = await storage.organisation(organisation)
  const record = await store.workspace(id)
  const slug = (await storage.control.nameOf(id))?.slug
  const roles = await access.rolesIn(id)
  return {
    id,
    ...(slug !== undefined && { slug }),
    name: record?.name ?? '',
    members: [...roles.keys()].filter((each) => /^(user|agent):/.test(each)).length,
    storageBytes: await store.workspaceBytes(id),
    createdAt: record?.createdAt ?? 0,
  } satisfies OrganisationWorkspace
}
