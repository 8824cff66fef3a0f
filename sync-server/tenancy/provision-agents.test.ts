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

it('people have no such configuration, and what it does not know is told', () => {
  const person = [{ id: 'acme', members: [{ user_id: 'bob@acme.com', config }] }]
  expect(organizationsSchema.safeParse(person).success).toBe(false)
  expect(organizationsSchema.safeParse(file({ config: { temprature: 1 } })).success).toBe(false)
  expect(organizationsSchema.safeParse(file({ config: { temperature: 9 } })).success).toBe(false)
})
