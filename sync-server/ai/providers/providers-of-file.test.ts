import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readNexusFile } from '#server/app/nexus-yaml.ts'
import { plansOf } from '#server/tenancy/provision-plans.ts'
import { startTestServer } from '#server/testing/test-server.ts'

const key = 'sk-canary-of-the-file'
let dataFolder: string
beforeEach(() => {
  dataFolder = mkdtempSync(join(tmpdir(), 'nexus-models-'))
})
afterEach(() => rmSync(dataFolder, { recursive: true, force: true }))

const text = (endpoint: string, organization = 'acme') => `
organizations: [{ id: acme, name: Acme }]
assistant:
  allow_private_endpoints: true
  providers:
    - organization: ${organization}
      endpoint: ${endpoint}
      chat_model: tiny
      api_key: \${MODEL_KEY}
`

/** What a start with this file has changed. */
async function start(written: string, modelKey = key): Promise<readonly string[]> {
  const file = readNexusFile(written, { MODEL_KEY: modelKey })
  if (!file.ok) throw new Error(file.detail)
  const { organizations, assistant } = file.value
  const server = await startTestServer({
    dataFolder,
    plans: plansOf(organizations),
    modelProviders: assistant.providers,
    allowsPrivateEndpoints: assistant.allow_private_endpoints,
  })
  await server.close()
  return (server.running.provisioned?.changes ?? []).filter((line) => line.includes('tiny'))
}

it('a file sets the model of an organisation, once; another endpoint or key is a change', async () => {
  const local = 'http://127.0.0.1:11434/v1'
  expect(await start(text(local))).toEqual([`~ organisation acme asks tiny at ${local}`])
  expect(await start(text(local))).toEqual([])
  expect(await start(text(local), 'sk-another')).toHaveLength(1)
  expect(await start(text('https://models.example.org/v1'), 'sk-another')).toHaveLength(1)
  for (const each of readdirSync(dataFolder, { recursive: true, withFileTypes: true }))
    if (each.isFile()) expect(readFileSync(join(each.parentPath, each.name)).includes(key)).toBe(false)
})

it.each([
  [text('http://127.0.0.1:11434/v1', 'nobody'), 'there is no organisation "nobody"'],
  [text('http://169.254.169.254/v1'), 'This address is no place for a model.'],
  [text('http://127.0.0.1:1/v1').replace('allow_private_endpoints: true', ''), 'own network'],
])('a file that asks for what can not be stops the start with a sentence', async (written, sentence) => {
  await expect(start(written)).rejects.toThrow(sentence)
})
