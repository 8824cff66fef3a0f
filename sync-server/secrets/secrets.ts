import { mintId, type OrganisationId, type PrincipalId } from '#shared/kit/ids.ts'
import { done, type Outcome, refused } from '#shared/kit/outcome.ts'
import type { Clock, Random } from '#shared/kit/ports.ts'
import { operator } from '#server/access/operator-access.ts'
import type { AuditNote } from '#server/storage/audit-store.ts'
import { secretsOf, secretsSince } from '#server/storage/key-ring.ts'
import type { SealedSecret, StoredSecret } from '#server/storage/secret-store.ts'
import type { ControlStore, OrganisationStore } from '#server/storage/storage.ts'
import { type FactorUpkeepPorts, sealFactors } from './factor-secrets.ts'
import type { KeyEncryption } from './key-encryption.ts'
import { seal, unseal } from './seal.ts'

/**
 * Credentials of organisations: a value goes in, and comes out only into the hands of who uses it for something, by `use`. Whoever calls has
 * been checked before. Every change and every use is in the organisation's audit log before it happens.
 */
export interface Secrets {
  /** A new version; those before it stay in use until they are revoked. */
  put(place: SecretPlace, value: Uint8Array, by: SecretCaller): Promise<StoredSecret>
  list(organisation: OrganisationId): Promise<readonly StoredSecret[]>
  /** Of one version, or of the whole name. */
  revoke(place: SecretPlace, by: SecretCaller): Promise<Outcome<'no-secret', void>>
  /**
   * Hands the value to `act` and overwrites it afterwards: it must not keep it, and what it answers must not hold it. Without a version the
   * newest one.
   */
  use<Answer>(
    place: SecretPlace,
    by: SecretUser,
    act: (value: Uint8Array) => Promise<Answer>,
  ): Promise<Outcome<'no-secret', Answer>>
  /**
   * Wraps the data keys of everything that is not under the current key anew, and what second factors are checked with. Can be stopped and
   * begun again at any time. Answers how many secrets.
   */
  rewrap(): Promise<number>
}

export interface SecretPlace {
  readonly organisation: OrganisationId
  readonly name: string
  readonly version?: number | undefined
}

export interface SecretCaller {
  readonly by: PrincipalId
  readonly address?: string | undefined
}

export interface SecretUser extends SecretCaller {
  /** What for, in a few words, for the audit log. */
  readonly purpose: string
}

/** As much of the storage as it needs, which the command line opens beside a server that runs. */
export interface SecretStorage {
  readonly control: Pick<ControlStore, 'setting' | 'findSetting' | 'organisations'> & FactorUpkeepPorts['control']
  organisation(id: OrganisationId): Promise<Pick<OrganisationStore, 'secrets' | 'audit'>>
}

export interface SecretPorts {
  readonly storage: SecretStorage
  readonly keyEncryption: KeyEncryption
  readonly clock: Clock
  readonly random: Random
}

const dataKeyBytes = 32
/** Between two batches others have their turn. */
const rewrapBatch = 100

export function openSecrets(ports: SecretPorts): Secrets {
  const storeOf = async (organisation: OrganisationId) => (await ports.storage.organisation(organisation)).secrets
  return {
    put: (place, value, by) => put(ports, { place, value, by }),
    list: async (organisation) => (await storeOf(organisation)).secrets(),
    revoke: async ({ organisation, name, version }, by) => {
      const body = version === undefined ? {} : { body: { version } }
      const note = { ...noteOf(ports, { name, by }), action: 'secret.revoked', ...body }
      const gone = await (await storeOf(organisation)).revokeSecret({ name, version }, note)
      return gone > 0 ? done() : refused('no-secret')
    },
    use: async (place, { purpose, ...by }, act) => {
      const { organisation, name, version } = place
      const note = { ...noteOf(ports, { name, by }), action: 'secret.used', body: { purpose } }
      const found = await (await storeOf(organisation)).useSecret({ name, version }, note)
      if (!found) return refused('no-secret')
      const value = await open(ports, organisation, found)
      try {
        return done(await act(value))
      } finally {
        value.fill(0)
      }
    },
    rewrap: () => rewrapAll(ports),
  }
}

interface Put {
  readonly place: SecretPlace
  readonly value: Uint8Array
  readonly by: SecretCaller
}

async function put(ports: SecretPorts, { place: { organisation, name }, value, by }: Put): Promise<StoredSecret> {
  const { storage, clock } = ports
  // From now on the server does not start without its key.
  for (const name of [secretsSince, secretsOf(organisation)])
    await storage.control.setting(name, () => String(clock.now()))
  const { secrets } = await storage.organisation(organisation)
  while (true) {
    const version = await secrets.nextSecretVersion(name)
    const secret = await sealed(ports, organisation, { name, version, value, createdBy: by.by })
    const note = { ...noteOf(ports, { name, by }), action: 'secret.stored', body: { version } }
    // Two at once: the slower one gets the next version.
    if (!(await secrets.insertSecret(secret, note))) continue
    const stored = (await secrets.secrets()).find((each) => each.name === name)
    return stored ?? { name, versions: [], lastUsedAt: undefined }
  }
}

interface Unsealed {
  readonly name: string
  readonly version: number
  readonly value: Uint8Array
  readonly createdBy: PrincipalId
}

async function sealed(
  { keyEncryption, clock, random }: SecretPorts,
  tenant: OrganisationId,
  { value, ...rest }: Unsealed,
): Promise<SealedSecret> {
  const id = mintId('datakey', random)
  const key = Buffer.from(random.bytes(dataKeyBytes))
  try {
    const wrapped = await keyEncryption.wrap(key, { tenant, dataKey: id })
    const binding = bindingOf(tenant, { ...rest, dataKey: { id } })
    return {
      ...rest,
      createdAt: clock.now(),
      sealed: seal(key, value, { binding, random }),
      dataKey: { ...wrapped, id },
    }
  } finally {
    key.fill(0)
  }
}

async function open({ keyEncryption }: SecretPorts, tenant: OrganisationId, secret: SealedSecret): Promise<Uint8Array> {
  const { dataKey } = secret
  const key = await keyEncryption.unwrap(dataKey, { tenant, dataKey: dataKey.id })
  try {
    return unseal(key, secret.sealed, bindingOf(tenant, secret))
  } finally {
    key.fill(0)
  }
}

type Bound = Pick<SealedSecret, 'name' | 'version'> & { readonly dataKey: { readonly id: string } }

/** A value put in the place of another one, in this tenant or from another, is not opened. */
function bindingOf(tenant: OrganisationId, { name, version, dataKey }: Bound): readonly string[] {
  return ['nexus secret 1', tenant, name, String(version), dataKey.id]
}

async function rewrapAll(ports: SecretPorts): Promise<number> {
  const { storage, keyEncryption, clock } = ports
  const current = await keyEncryption.currentKey()
  await sealFactors({ control: storage.control, keyEncryption, clock })
  let total = 0
  for (const organisation of await storage.control.organisations()) {
    if ((await storage.control.findSetting(secretsOf(organisation))) === undefined) continue
    const moved = await rewrapOne(ports, organisation, current)
    total += moved
    if (moved === 0) continue
    const rest = { actor: operator, outcome: 'done', timeMs: clock.now(), body: { versions: moved } } as const
    const { audit } = await storage.organisation(organisation)
    await audit.insertNote({ action: 'secret.rewrapped', object: `key:${current}`, ...rest })
  }
  return total
}

async function rewrapOne(
  { storage, keyEncryption }: SecretPorts,
  tenant: OrganisationId,
  current: string,
): Promise<number> {
  const { secrets } = await storage.organisation(tenant)
  let moved = 0
  for (let batch = await secrets.secretsNotUnder(current, rewrapBatch); batch.length > 0; ) {
    const before = moved
    for (const secret of batch) {
      const place = { tenant, dataKey: secret.dataKey.id }
      const key = await keyEncryption.unwrap(secret.dataKey, place)
      if (await secrets.rewrapSecret(secret, await keyEncryption.wrap(key, place))) moved += 1
      key.fill(0)
    }
    // None of a batch could be moved: they were revoked meanwhile.
    batch = moved > before ? await secrets.secretsNotUnder(current, rewrapBatch) : []
  }
  return moved
}

function noteOf(
  { clock }: SecretPorts,
  { name, by }: { name: string; by: SecretCaller },
): Omit<AuditNote, 'action' | 'body'> {
  return { actor: by.by, address: by.address, object: `secret:${name}`, outcome: 'done', timeMs: clock.now() }
}
