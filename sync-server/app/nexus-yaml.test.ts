import { expect, it } from 'vitest'
import { plansOf } from './nexus-plan.ts'
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
        { id: 'acme', settings: { retention_policy: { sessions: '30d' } }, quotas: { max_workspaces: 20 } },
      ],
    },
  })
})

it('permissions become roles, and several combine', () => {
  const members = [
    ['admin', []],
    ['member', ['orgs/acme:rwx']],
    ['member', ['orgs/acme:r--', 'orgs/acme/sales:rw-']],
    ['member', ['orgs/acme/sales:r--', 'orgs/acme/sales:-w-']],
    ['member', ['orgs/acme:---', 'orgs/acme/engineering:r-x']],
    ['member', ['orgs/acme/sales:rwx']],
    ['member', []],
  ]
  const text = JSON.stringify({
    organizations: [
      {
        id: 'acme',
        workspaces: [{ id: 'sales' }, { id: 'engineering' }],
        members: members.map(([role, permissions], at) => ({ user_id: `u${at}`, role, permissions })),
      },
    ],
  })
  const file = readNexusFile(text, {})
  if (!file.ok) throw new Error(file.detail)
  const roles = plansOf(file.value)[0]?.members.map((member) =>
    ['sales', 'engineering'].map((each) => member.roles.get(each)),
  )
  expect(roles).toEqual([
    ['owner', 'owner'],
    ['owner', 'owner'],
    ['editor', 'viewer'],
    ['editor', undefined],
    [undefined, 'viewer'],
    ['editor', undefined],
    [undefined, undefined],
  ])
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
  ['an unknown kind', 'auth:\n  type: magic', 'line 2: auth.type: expected "jwt" or "api_key" or "local"'],
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
    'line 5: organizations[0].members[0].permissions[0]: expected "orgs/<organisation>:rwx" or "orgs/<organisation>/<workspace>:rw-"',
  ],
  [
    'one person twice',
    organisation('    members:\n      - user_id: bob\n      - user_id: BOB'),
    'line 6: organizations[0].members[1].user_id: expected a member named once',
  ],
  ['one name twice', 'organizations:\n  - id: a\n  - id: a', 'line 3: organizations[1].id: expected a name used once'],
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
