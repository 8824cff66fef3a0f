import { expect, it } from 'vitest'
import { organizationsSchema } from './provision-file.ts'
import { plansOf } from './provision-plans.ts'
import { startTestServer } from '#server/testing/test-server.ts'

const config = { model: 'small', temperature: 0.2, max_tokens: 900, system_prompt: 'Be brief.', tools: ['tasks.*'] }
const file = (more: object) => [
  { id: 'acme', workspaces: [{ id: 'sales' }], members: [{ user_id: 'agent_sales_001', type: 'agent', ...more }] },
]

it('an agent of the file is run as the file says, and doing it again changes nothing', async () => {
  const plans = (more: object) => plansOf(organizationsSchema.parse(file(more)))
  const server = await startTestServer({ plans: plans({ config }) })
  expect(server.running.provisioned?.changes).toContain('+ agent agent_sales_001 is run by the server')
  const { dataFolder } = server
  await server.running.close()
  const again = await startTestServer({ dataFolder, plans: plans({ config }) })
  expect(again.running.provisioned?.changes).toEqual([])
  await again.running.close()
  const off = await startTestServer({ dataFolder, plans: plans({ config: { ...config, enabled: false } }) })
  expect(off.running.provisioned?.changes).toEqual(['~ agent agent_sales_001 is run by the server, switched off'])
  await off.running.close()
}, 60_000)

it('the built-in agent is run as the file says, where it says anything', async () => {
  const plans = (more: object) =>
    plansOf(organizationsSchema.parse([{ id: 'acme', members: [{ user_id: 'ada@acme.com', role: 'admin' }], ...more }]))
  const wanted = { builtin_agent: { name: 'Helper', instructions: 'Be brief.', max_tokens: 900 } }
  const server = await startTestServer({ plans: plans({}) })
  expect(server.running.provisioned?.changes.filter((line) => line.includes('agent'))).toEqual([])
  const { dataFolder } = server
  await server.running.close()
  const line = '~ the built-in agent of acme is run as the file says'
  for (const changes of [[line], []]) {
    const next = await startTestServer({ dataFolder, plans: plans(wanted) })
    expect(next.running.provisioned?.changes).toEqual(changes)
    await next.running.close()
  }
  // What the file no longer names stays.
  const after = await startTestServer({ dataFolder, plans: plans({}) })
  expect(after.running.provisioned?.changes).toEqual([])
  await after.running.close()
  const off = await startTestServer({ dataFolder, plans: plans({ builtin_agent: { enabled: false } }) })
  expect(off.running.provisioned?.changes).toEqual([`${line}, switched off`])
  await off.running.close()
}, 60_000)

it('people have no such configuration, and what it does not know is told', () => {
  const person = [{ id: 'acme', members: [{ user_id: 'bob@acme.com', config }] }]
  expect(organizationsSchema.safeParse(person).success).toBe(false)
  expect(organizationsSchema.safeParse(file({ config: { temprature: 1 } })).success).toBe(false)
  expect(organizationsSchema.safeParse(file({ config: { temperature: 9 } })).success).toBe(false)
})
