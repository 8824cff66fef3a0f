import type { OrganisationId } from '#shared/kit/ids.ts'
import { done, type Outcome, refused } from '#shared/kit/outcome.ts'
import type { Clock } from '#shared/kit/ports.ts'
import type { ProviderAnswer, ProviderBody, ProviderDetail, ProviderTest } from '#shared/protocol/rest-assistant.ts'
import type { SecretUser, Secrets } from '#server/secrets/secrets.ts'
import type { Storage } from '#server/storage/storage.ts'
import { type Act, noteOf } from '#server/tenancy/act.ts'
import type { Engine } from '../contract.ts'
import type { EmbeddingAsk, EmbeddingsSaid } from '../embeddings/ask-embeddings.ts'
import { freshManner } from '../model/chat-manner.ts'
import type { TalkLimits } from '../model/endpoint-fetch.ts'
import type { ModelProvider } from '../model/provider.ts'
import { readEndpoint } from './endpoint-address.ts'
import { type Manners, openManners } from './manners.ts'
import {
  decodeProvider,
  detailOf,
  embeddingSpaceOf,
  encodeProvider,
  type ProviderRecord,
  providerSecret,
} from './provider-record.ts'

/** Which model answers for which organisation. Whoever asks has been checked before. */
export interface Providers {
  answer(organisation: OrganisationId, act: Act): Promise<ProviderAnswer>
  /** Whether there is one, without looking at it. */
  isSet(organisation: OrganisationId): Promise<boolean>
  set(organisation: OrganisationId, wanted: ProviderBody, act: Act): Promise<Outcome<'wrong-address', ProviderDetail>>
  /** The same, unless that is what is set. Answers whether it was another. */
  setIfOther(organisation: OrganisationId, wanted: ProviderBody, act: Act): Promise<Outcome<'wrong-address', boolean>>
  remove(organisation: OrganisationId, act: Act): Promise<Outcome<'no-secret', void>>
  /** Talks to the endpoint that is wanted, or to the one that is set, and says what works. */
  test(
    organisation: OrganisationId,
    wanted: ProviderBody | undefined,
    act: Act,
  ): Promise<Outcome<'wrong-address' | 'no-provider', ProviderTest>>
  /** The model of the organisation, or another one of its endpoint. The key is borrowed for each run, and that is noted. undefined: none is set. */
  engine(organisation: OrganisationId, use: SecretUser, model?: string): Promise<Engine | undefined>
  /**
   * Asks the organisation's model for embeddings, as long as it is the one whose vectors `space` names. undefined: it is not, or there is
   * none. Then what texts are embedded with is what is set, from now on.
   */
  embed(
    organisation: OrganisationId,
    use: SecretUser,
    ask: EmbeddingAsk & { space: string },
  ): Promise<EmbeddingsSaid | undefined>
  /** Calls after what is set has been set, replaced or removed. Returns the unsubscriber. */
  onChanged(listener: (organisation: OrganisationId) => void): () => void
}

export interface ProviderPorts {
  readonly secrets: Secrets
  readonly storage: Pick<Storage, 'organisation' | 'vectorProblem'>
  readonly clock: Clock
  /** The operator's leave to use addresses of the server's own network. */
  readonly allowsPrivateEndpoints?: boolean | undefined
  readonly limits?: Partial<TalkLimits> | undefined
}

export function openProviders(given: ProviderPorts): Providers {
  const ports: Ports = { ...given, manners: openManners() }
  const { secrets, allowsPrivateEndpoints: allowsPrivate = false } = ports
  const listeners = new Set<(organisation: OrganisationId) => void>()
  const changed = (organisation: OrganisationId) => {
    for (const listener of listeners) listener(organisation)
  }
  const isSet = (organisation: OrganisationId) => isSetIn(ports, organisation)
  return {
    isSet,
    answer: async (organisation, act) => {
      const record = await find(ports, organisation, { ...act, purpose: 'settings shown' })
      return { ...(record && { provider: detailOf(record) }), allowsPrivate }
    },
    set: async (organisation, wanted, act) => {
      const outcome = await set(ports, { organisation, wanted, act })
      changed(organisation)
      return outcome
    },
    setIfOther: async (organisation, wanted, act) => {
      const outcome = await setIfOther(ports, { organisation, wanted, act })
      changed(organisation)
      return outcome
    },
    remove: async (organisation, act) => {
      const gone = await secrets.revoke({ organisation, name: providerSecret }, act)
      if (gone.ok) await note(ports, organisation, { act, action: 'assistant.provider-removed' })
      await embedWith(ports, organisation, undefined)
      changed(organisation)
      return gone
    },
    test: (organisation, wanted, act) => test(ports, { organisation, wanted, act }),
    engine: async (organisation, use, model) => {
      if (!(await isSet(organisation))) return undefined
      return { run: (call) => borrow(ports, { organisation, use, model }, (engine) => engine.run(call)) }
    },
    embed: (organisation, use, ask) => embed(ports, { organisation, use, ask }),
    onChanged: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

interface Ports extends ProviderPorts {
  readonly manners: Manners
}

interface Wanted<Body = ProviderBody> {
  readonly organisation: OrganisationId
  readonly wanted: Body
  readonly act: Act
}

async function set(ports: ProviderPorts, { organisation, wanted, act }: Wanted) {
  const { secrets } = ports
  const read = await recordOf(ports, { organisation, wanted, act })
  if (!read.ok) return read
  const record = read.value
  // Before it is kept: should nothing come of it, whoever embeds next sees that it is another and sets it right.
  await embedWith(ports, organisation, record)
  const bytes = encodeProvider(record)
  const { versions } = await secrets.put({ organisation, name: providerSecret }, bytes, act)
  bytes.fill(0)
  // A key that is not used any more is not kept.
  const [, ...older] = versions
  for (const { version } of older) await secrets.revoke({ organisation, name: providerSecret, version }, act)
  const detail = detailOf(record)
  const key = wanted.key ? 'new' : detail.hasKey ? 'kept' : 'none'
  await note(ports, organisation, { act, action: 'assistant.provider-changed', body: { ...detail, key } })
  return done(detail)
}

async function setIfOther(ports: ProviderPorts, { organisation, wanted, act }: Wanted) {
  const read = await recordOf(ports, { organisation, wanted, act })
  if (!read.ok) return read
  const before = await find(ports, organisation, { ...act, purpose: 'compared with nexus.yaml' })
  const isSame = before !== undefined && encodeProvider(before).equals(encodeProvider(read.value))
  if (!isSame) await set(ports, { organisation, wanted, act })
  return done(!isSame)
}

/** A key goes to the host that it was entered for: whoever names another one has to know the key. */
async function recordOf(
  ports: ProviderPorts,
  { organisation, wanted, act }: Wanted,
): Promise<Outcome<'wrong-address', ProviderRecord>> {
  const { chatModel, embeddingModel, key } = wanted
  const endpoint = readEndpoint(wanted.endpoint, ports.allowsPrivateEndpoints === true)
  if (!endpoint.ok) return endpoint
  const before =
    key === undefined ? await find(ports, organisation, { ...act, purpose: 'kept for another setting' }) : undefined
  const isSameHost = before !== undefined && new URL(before.endpoint).origin === new URL(endpoint.value).origin
  const kept = key ?? (isSameHost ? before.key : undefined)
  return done({
    endpoint: endpoint.value,
    chatModel,
    ...(embeddingModel && { embeddingModel }),
    ...(kept && { key: kept }),
  })
}

async function test(ports: Ports, { organisation, wanted, act }: Wanted<ProviderBody | undefined>) {
  const record = wanted
    ? await recordOf(ports, { organisation, wanted, act })
    : done(await find(ports, organisation, { ...act, purpose: 'endpoint tested' }))
  if (!record.ok) return record
  if (!record.value) return refused('no-provider', 'No endpoint has been set up yet.')
  const { testProvider } = await import('./test-provider.ts')
  const embedding = record.value.embeddingModel && {
    model: record.value.embeddingModel,
    vectorProblem: await ports.storage.vectorProblem(),
  }
  const provider = providerOf(ports, record.value)
  // Nothing of what was known before: whoever has changed the server wants to see what it does now.
  const manner = freshManner()
  const tested = await testProvider(provider, manner, embedding || undefined)
  ports.manners.keep(organisation, provider, manner)
  const body = { endpoint: record.value.endpoint, works: tested.works }
  await note(ports, organisation, { act, action: 'assistant.provider-tested', body })
  return done(tested)
}

interface Borrowing {
  readonly organisation: OrganisationId
  readonly use: SecretUser
  readonly model: string | undefined
}

async function borrow(
  ports: Ports,
  { organisation, use, model }: Borrowing,
  act: (engine: Engine) => ReturnType<Engine['run']>,
): ReturnType<Engine['run']> {
  // The library is large, and many servers never need it.
  const { openModelEngine } = await import('../model/model-engine.ts')
  const used = await ports.secrets.use({ organisation, name: providerSecret }, use, async (value) => {
    const record = decodeProvider(value)
    if (!record) return undefined
    const { chatModel, ...rest } = record
    const provider = providerOf(ports, { ...rest, chatModel: model ?? chatModel })
    return act(openModelEngine(provider, ports.manners.of(organisation, provider)))
  })
  return (used.ok ? used.value : undefined) ?? refused('refused', 'No model is set up any more.')
}

async function embedWith(
  { storage }: ProviderPorts,
  organisation: OrganisationId,
  record: ProviderRecord | undefined,
): Promise<void> {
  await (await storage.organisation(organisation)).embeddings.setModel(record && embeddingSpaceOf(record))
}

interface Embedding {
  readonly organisation: OrganisationId
  readonly use: SecretUser
  readonly ask: EmbeddingAsk & { readonly space: string }
}

async function embed(ports: ProviderPorts, { organisation, use, ask }: Embedding): Promise<EmbeddingsSaid | undefined> {
  const { askEmbeddings } = await import('../embeddings/ask-embeddings.ts')
  const used = await ports.secrets.use({ organisation, name: providerSecret }, use, async (value) => {
    const record = decodeProvider(value)
    if (!record?.embeddingModel || embeddingSpaceOf(record) !== ask.space) return { record }
    const provider = providerOf(ports, { ...record, chatModel: record.embeddingModel })
    return { record, said: await askEmbeddings(provider, ask) }
  })
  const { record, said } = used.ok ? used.value : {}
  if (!said) await embedWith(ports, organisation, record)
  return said
}

function providerOf(
  { allowsPrivateEndpoints = false, limits }: ProviderPorts,
  { endpoint, chatModel, key }: ProviderRecord,
): ModelProvider {
  return { endpoint, model: chatModel, key, allowPrivate: allowsPrivateEndpoints, limits }
}

async function isSetIn({ secrets }: ProviderPorts, organisation: OrganisationId): Promise<boolean> {
  return (await secrets.list(organisation)).some(({ name }) => name === providerSecret)
}

/** Where there is none nobody is refused it, so nothing is noted. */
async function find(
  ports: ProviderPorts,
  organisation: OrganisationId,
  use: SecretUser,
): Promise<ProviderRecord | undefined> {
  if (!(await isSetIn(ports, organisation))) return undefined
  const used = await ports.secrets.use({ organisation, name: providerSecret }, use, async (value) =>
    decodeProvider(value),
  )
  return used.ok ? used.value : undefined
}

async function note(
  { storage, clock }: ProviderPorts,
  organisation: OrganisationId,
  { act, ...what }: { act: Act; action: string; body?: Readonly<Record<string, unknown>> },
): Promise<void> {
  const { audit } = await storage.organisation(organisation)
  await audit.insertNote(noteOf(clock, act, { ...what, object: `organization:${organisation}` }))
}
