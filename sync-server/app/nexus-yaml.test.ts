import { expect, it } from 'vitest'
import { plansOf } from '#server/tenancy/provision-plans.ts'
import { readNexusFile } from './nexus-yaml.ts'

const sample = `
data_dir: ./data
organizations:
  - id: acme
    name: Acme Corporation
    settings: { retention_policy: { conversations: 90d, sessions: 30d } }
    quotas: { max_workspaces: 20 }
    workspaces: [{ id: sales, name: Sales Team }, { id: engineering, name: Engineering }]
    members:
      - { user_id: alice@acme.com, role: admin, permissions: ["orgs/acme:rwx"] }
      - { user_id: bob@acme.com, role: member, permissions: ["orgs/acme/sales:rw-"] }
      - { user_id: agent_sales_001, type: agent, role: assistant, permissions: ["orgs/acme/sales:rw-"] }
auth: { type: jwt, jwt_secret: \${JWT_SECRET}, jwt_algorithm: HS256 }   # or \${SOMETHING_ELSE}
`
const env = { JWT_SECRET: 'a secret: { with: "braces" } # and more' }

it('a file is read, with variables from the environment that can not change what it is', () => {
  const file = readNexusFile(sample, env)
  expect(file).toMatchObject({
    ok: true,
    value: {
      data_dir: './data',
      auth: { type: 'jwt', jwt_secret: env.JWT_SECRET },
      organizations: [
        {
          id: 'acme',
          settings: { retention_policy: { conversations: 90, sessions: 30 } },
          quotas: { max_workspaces: 20 },
        },
      ],
    },
  })
})

it('permissions become grants on paths, those on one path combine, and an administrator owns every workspace', () => {
  const members = [
    ['admin', []],
    ['admin', ['orgs/acme:rwx', 'orgs/acme/sales:r--']],
    ['member', ['orgs/acme:r--', 'orgs/acme/sales:rw-']],
    ['guest', ['orgs/acme/sales:r--', 'orgs/acme/sales:-w-']],
    ['member', ['orgs/acme:---', 'orgs/acme/sales/documents/plans/proposal:r-x']],
    ['member', []],
  ]
  const text = JSON.stringify({
    organizations: [
      {
        id: 'acme',
        workspaces: [{ id: 'sales' }, { id: 'engineering' }],
        members: members.map(([role, permissions], at) => ({ user_id: `U${at}@acme.com`, role, permissions })),
      },
    ],
  })
  const file = readNexusFile(text, {})
  if (!file.ok) throw new Error(file.detail)
  const [plan] = plansOf(file.value.organizations)
  const owned = ['/orgs/acme/sales owner', '/orgs/acme/engineering owner']
  expect(
    plan?.members.map(({ grants }) => grants.map(({ path, bits, isOwner }) => `${path} ${isOwner ? 'owner' : bits}`)),
  ).toEqual([
    owned,
    [...owned, '/orgs/acme rwx'],
    ['/orgs/acme r--', '/orgs/acme/sales rw-'],
    ['/orgs/acme/sales rw-'],
    ['/orgs/acme/sales/documents/plans/proposal r-x'],
    [],
  ])
  expect(plan?.members[3]).toMatchObject({ user: 'u3@acme.com', role: 'guest', name: 'U3' })
})

it('an empty file asks for nothing', () => {
  for (const text of ['', '# nothing yet', '{}'])
    expect(readNexusFile(text, {})).toMatchObject({ value: { organizations: [], auth: { type: 'local' } } })
})

const organisation = (rest: string) => `organizations:\n  - id: acme\n    workspaces: [{ id: sales }]\n${rest}`

it.each([
  ['a missing variable', sample, 'line 13: ${JWT_SECRET} is not set in the environment'],
  ['a key that is none', 'organisations: []', 'line 1: organisations: there is no such key'],
  ['a nested key that is none', organisation('    nmae: x'), 'line 4: organizations[0].nmae: there is no such key'],
  [
    'a wrong type',
    organisation('    members: many'),
    'line 4: organizations[0].members: expected a value of type array',
  ],
  ['a missing id', 'organizations:\n\n  - name: x', 'line 3: organizations[0].id: expected a value of type string'],
  [
    'a name that is no name',
    'organizations: [{ id: "Acme Corp" }]',
    'line 1: organizations[0].id: expected a name of small letters, digits, ".", "_" and "-", at most 63 of them',
  ],
  [
    'a name like an id',
    'organizations: [{ id: org_x }]',
    'line 1: organizations[0].id: expected a name that does not begin with "org_" or "ws_"',
  ],
  ['an unknown kind', 'auth:\n  type: magic', 'line 2: auth.type: expected "jwt" or "api_key" or "local" or "oidc"'],
  ['another algorithm', 'auth:\n  jwt_algorithm: none', 'line 2: auth.jwt_algorithm: expected "HS256"'],
  ['no secret', 'auth:\n  type: jwt', 'line 1: auth.jwt_secret: expected a secret, because type is jwt'],
  [
    'a permission elsewhere',
    organisation('    members:\n      - user_id: bob\n        permissions: ["orgs/other:rw-"]'),
    'line 6: organizations[0].members[0].permissions[0]: expected a path within orgs/acme and its workspaces',
  ],
  [
    'a permission that is none',
    organisation('    members:\n      - { user_id: bob, permissions: ["orgs/acme:write"] }'),
    'line 5: organizations[0].members[0].permissions[0]: expected "orgs/<organisation>:rwx", "orgs/<organisation>/<workspace>:rw-" or a longer path such as "orgs/<organisation>/<workspace>/documents/plans:r--"',
  ],
  [
    'a temperature that is none',
    organisation('    members:\n      - user_id: bot\n        type: agent\n        config: { temperature: 9 }'),
    'line 7: organizations[0].members[0].config.temperature: expected a number from 0 to 2',
  ],
  [
    'tokens that are not whole',
    organisation('    builtin_agent:\n      max_tokens: 1.5'),
    'line 5: organizations[0].builtin_agent.max_tokens: expected a whole number',
  ],
  [
    'a key of an agent that is none',
    organisation('    builtin_agent: { temprature: 1 }'),
    'line 4: organizations[0].builtin_agent.temprature: there is no such key',
  ],
  [
    'a tool that is none',
    organisation('    builtin_agent:\n      tools: ["tasks.*", "task.create"]'),
    'line 5: organizations[0].builtin_agent.tools[1]: expected the name of a tool that there is, such as "tasks.create", or "tasks.*"',
  ],
  [
    'one text of an agent by two names',
    organisation('    builtin_agent:\n      instructions: Be brief.\n      system_prompt: Be long.'),
    'line 6: organizations[0].builtin_agent.system_prompt: expected nothing: `instructions` says it already',
  ],
  [
    'one person twice',
    organisation('    members:\n      - user_id: bob\n      - user_id: BOB'),
    'line 6: organizations[0].members[1].user_id: expected a member named once',
  ],
  ['one name twice', 'organizations:\n  - id: a\n  - id: a', 'line 3: organizations[1].id: expected a name used once'],
  [
    'a role that is none',
    organisation('    members:\n      - user_id: bob\n        role: boss'),
    'line 6: organizations[0].members[0].role: expected "admin" or "member" or "guest"',
  ],
  [
    'a quota that is none',
    'organizations:\n  - id: acme\n    quotas: { max_workspace: 3 }',
    'line 3: organizations[0].quotas.max_workspace: there is no such key',
  ],
  [
    'a quota that is no number',
    'organizations:\n  - id: acme\n    quotas:\n      max_members: many',
    'line 4: organizations[0].quotas.max_members: expected a value of type number',
  ],
  [
    'a time that is none',
    'organizations:\n  - id: acme\n    settings:\n      retention_policy: { sessions: soon }',
    'line 4: organizations[0].settings.retention_policy.sessions: expected days, such as 90d',
  ],
  [
    'a workspace that REST could not tell from something else',
    'organizations:\n  - id: acme\n    workspaces: [{ id: members }]',
    'line 3: organizations[0].workspaces[0].id: expected a name that REST does not use for something else',
  ],
  ['no provider', 'auth: { type: oidc }', 'line 1: auth.oidc: expected a list of providers, because type is oidc'],
  [
    'an issuer that can be read on its way',
    'auth:\n  type: oidc\n  oidc:\n    - { id: corp, issuer: "http://example.org", client_id: x }',
    'line 4: auth.oidc[0].issuer: expected an https address; http only on this machine',
  ],
  ['no sender', 'mail:\n  smtp_url: smtp://localhost:25', 'line 1: mail.from: expected a value of type string'],
  [
    'no mail server',
    'mail: { smtp_url: "http://localhost", from: nexus@acme.com }',
    'line 1: mail.smtp_url: expected an address such as smtp://user:password@mail.example.org:587',
  ],
  ['one key twice', 'auth: {}\nauth: {}', 'line 2: Map keys must be unique'],
  [
    'no YAML',
    'organizations: [',
    'line 1: Flow sequence in block collection must be sufficiently indented and end with a ]',
  ],
])('%s is told with its line', (_what, text, sentence) => {
  expect(readNexusFile(text, {})).toEqual({ ok: false, reason: 'wrong-file', detail: sentence })
})

it('every mistake is told at once', () => {
  const file = readNexusFile('auth: { type: x }\nquotas: 1\norganizations: [{ id: A }]', {})
  expect(file.ok || file.detail?.split('\n')).toHaveLength(3)
})
