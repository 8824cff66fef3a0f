import { z } from 'zod'
import { allRooms } from '#shared/rooms/all-rooms.ts'
import type { AnyCommand } from '#shared/rooms/room.ts'
import type { RouteDoor } from './door.ts'
import { answers, type Operation, operations } from './openapi-operations.ts'

type Json = Record<string, unknown>

/** OpenAPI 3.1 of the routes that there are, from the schemas that they read with. */
export function openApiOf(doors: readonly RouteDoor[]): Json {
  const components = new Map<string, Json>()
  components.set('Problem', schemaOf(problem, components))
  const paths: Record<string, Record<string, Json>> = {}
  for (const door of described(doors)) {
    const path = pathOf(door.url)
    ;(paths[path] ??= {})[door.method.toLowerCase()] = operationOf(door, components)
  }
  for (const command of allRooms.flatMap((room) => room.commands))
    paths[`/api/workspaces/{id}/commands/${command.name}`] = { post: commandOf(command, components) }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Nexus',
      version: '1',
      description:
        'Times are milliseconds since 1970, UTC. Errors are problem documents (RFC 9457): `code` is literal, `detail` is for people.',
    },
    security: [{ bearer: [] }, { cookie: [] }],
    tags: tags.map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: 'An API key, a JWT of the operator, or a session token',
        },
        cookie: { type: 'apiKey', in: 'cookie', name: 'nexus_session' },
      },
      schemas: Object.fromEntries(components),
    },
  }
}

/** Routes below /api that are to be described. HEAD comes with every GET. */
export function described(doors: readonly RouteDoor[]): readonly RouteDoor[] {
  return doors.filter(({ method, url }) => method !== 'HEAD' && url.startsWith('/api/') && !undescribed.has(url))
}

/** The description itself. */
const undescribed = new Set(['/api/openapi.json', '/api/docs'])

export function operationFor({ method, url }: RouteDoor): Operation | undefined {
  return operations[`${method} ${url}`]
}

const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  code: z.string(),
  detail: z.string().meta({ description: 'The sentence for people' }),
})

const tags = ['Things', 'Commands', 'Workspaces', 'Organisations', 'Account'] as const

function tagOf(url: string): (typeof tags)[number] {
  if (url.startsWith('/api/orgs/:org/:workspace')) return 'Things'
  if (url.startsWith('/api/orgs') || url === '/api/provision' || url.startsWith('/api/imports')) return 'Organisations'
  return /^\/api\/(workspaces|invitations)/.test(url) ? 'Workspaces' : 'Account'
}

function operationOf(door: RouteDoor, components: Map<string, Json>): Json {
  const { method, url } = door
  const {
    summary,
    body,
    bodyType = 'application/json',
    query,
    answer,
    answerType = 'application/json',
    status,
  } = operationFor(door) ?? { summary: url }
  const schema = answer === undefined ? undefined : schemaFor(answer, components)
  const isDocument = url.endsWith('/:workspace/*')
  const content = schema && {
    [answerType]: { schema },
    ...(isDocument && method === 'GET' && { 'text/markdown': { schema: { type: 'string' } } }),
  }
  return {
    summary,
    tags: [tagOf(url)],
    operationId: operationIdOf(door),
    'x-nexus-door': door.door,
    parameters: [...pathParameters(url), ...queryParameters(query, components), ...headerParameters(door)],
    ...(body && {
      requestBody: {
        required: true,
        content: {
          [bodyType]: { schema: schemaOf(body, components) },
          ...(isDocument && { 'text/markdown': { schema: { type: 'string' } } }),
        },
      },
    }),
    responses: {
      [String(status ?? (schema ? 200 : 204))]: {
        description: schema ? 'Done' : 'Done; nothing is answered',
        ...(content && { content }),
      },
      default: {
        description: 'Refused',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
    ...(door.door === 'anyone' && { security: [] }),
  }
}

/** `GET /api/orgs/:org/*` → getOrgsOrgPath */
function operationIdOf({ method, url }: RouteDoor): string {
  const words =
    url
      .replace('/api/', '')
      .replace('*', 'path')
      .match(/[a-zA-Z]+/g) ?? []
  return method.toLowerCase() + words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join('')
}

function commandOf(command: AnyCommand, components: Map<string, Json>): Json {
  return {
    summary: `Run ${command.name}`,
    tags: ['Commands'],
    operationId: `command.${command.name}`,
    parameters: pathParameters('/api/workspaces/:id'),
    requestBody: { required: true, content: { 'application/json': { schema: schemaOf(command.input, components) } } },
    responses: {
      200: {
        description: 'Done',
        content: { 'application/json': { schema: schemaOf(z.object({ answer: z.unknown() }), components) } },
      },
      default: {
        description: 'Refused',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  }
}

/** What goes in is described as it is written, before it is read. What refers to itself has a name of its own among the components. */
function schemaOf(schema: z.ZodType, components: Map<string, Json>): Json {
  const json = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    target: 'draft-2020-12',
    reused: 'inline',
  })
  const { $schema: _, $defs = {}, ...own } = json as Json & { $defs?: Record<string, Json> }
  const names = new Map(Object.keys($defs).map((name, at) => [name, `Shape${components.size + at}`]))
  const renamed = (part: Json) =>
    JSON.parse(
      JSON.stringify(part).replaceAll(
        /"#\/\$defs\/(\w+)"/g,
        (_all, name: string) => `"#/components/schemas/${names.get(name) ?? name}"`,
      ),
    ) as Json
  for (const [name, part] of Object.entries($defs)) components.set(names.get(name) ?? name, renamed(part))
  return renamed(own)
}

/** Shapes with a name stand among the components. `X[]` is a list of them, `X, a page` a part of one, and `X, a list` one that is whole. */
function schemaFor(answer: z.ZodType | string, components: Map<string, Json>): Json {
  if (typeof answer !== 'string') return schemaOf(answer, components)
  const [, name = answer, list] = /^(\w+)(\[\]|, a page|, a list)?$/.exec(answer) ?? []
  // One that nobody has described fails a test, not the start.
  const named = answers[name] ?? z.looseObject({})
  if (!components.has(name)) components.set(name, schemaOf(named, components))
  const one = { $ref: `#/components/schemas/${name}` }
  if (list === '[]') return { type: 'array', items: one }
  return list
    ? {
        type: 'object',
        properties: { items: { type: 'array', items: one }, ...(list === ', a page' && { next: { type: 'string' } }) },
        required: ['items'],
      }
    : one
}

function pathOf(url: string): string {
  return url.replaceAll(/:(\w+)/g, '{$1}').replace('*', '{path}')
}

const meanings: Readonly<Record<string, string>> = {
  org: 'An organisation, by its name in paths or its id',
  workspace: 'A workspace, by its name in paths or its id',
  path: 'A list, a folder or a thing in it: documents/plans/proposal',
  id: 'A workspace, by its id',
  user: 'An account or agent, by id, address or name',
}

function pathParameters(url: string): Json[] {
  const names = [...pathOf(url).matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
  return names.map((name) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
    ...(meanings[name] && { description: meanings[name] }),
  }))
}

function queryParameters(query: z.ZodObject | undefined, components: Map<string, Json>): Json[] {
  if (!query) return []
  const { properties = {}, required = [] } = schemaOf(query, components) as {
    properties?: Record<string, Json>
    required?: string[]
  }
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }))
}

function headerParameters({ method, url, door }: RouteDoor): Json[] {
  const header = (name: string, description: string) => ({
    name,
    in: 'header',
    schema: { type: 'string' },
    description,
  })
  const isThing = door === 'resource'
  return [
    ...(method === 'POST' && door !== 'anyone'
      ? [header('Idempotency-Key', 'Done once in 24 hours for each caller')]
      : []),
    ...(isThing && method === 'GET' ? [header('If-None-Match', '304 when it is as it was')] : []),
    ...(isThing && (method === 'PUT' || method === 'DELETE')
      ? [header('If-Match', '412 when it was changed meanwhile')]
      : []),
    ...(method === 'PUT' && url.endsWith('*')
      ? [
          header(
            'Nexus-Base',
            'The etag of the version that the text was made from: merged with what was written since',
          ),
        ]
      : []),
  ]
}
