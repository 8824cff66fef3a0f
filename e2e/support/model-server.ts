import type { Page } from 'playwright-core'
import {
  type AskedOf,
  type Behaviour,
  type HostileEndpoint,
  sayText,
  startHostileEndpoint,
} from '../../sync-server/ai/testing/hostile-endpoint.ts'
import { startServer, type TestServer } from './server.ts'
import { rest } from './rest.ts'

/** A server whose organisations may have a model on this machine, and such a model. */
export interface ModelServer {
  readonly server: TestServer
  readonly model: HostileEndpoint
  close(): Promise<void>
}

/** What an operator writes who runs models on the machine of the server. */
export const modelsHere = 'assistant: { allow_private_endpoints: true }\n'

/** `answer`: what the model does when it is asked something; what models there are it answers by itself. */
export async function startModelServer(answer: Behaviour): Promise<ModelServer> {
  const model = await startHostileEndpoint((response, asked, number) =>
    asked.path.endsWith('/models') ? sayText(response, '') : answer(response, asked, number),
  )
  const server = await startServer({ config: modelsHere })
  return {
    server,
    model,
    close: async () => {
      await server.close()
      await model.close()
    },
  }
}

/** For the first organisation of whoever is signed in on the page. */
export async function setModel(page: Page, { endpoint }: HostileEndpoint): Promise<void> {
  const [organisation] = await rest<{ id: string }[]>(page, 'GET /api/orgs')
  await rest(page, `PUT /api/orgs/${organisation?.id}/assistant/provider`, { endpoint, chatModel: 'tiny' })
}

type Messages = readonly { role: string; content: unknown }[]

/** The words that were asked last, as they were sent. */
export function questionIn({ messages }: { messages: Messages }): string {
  return String(messages.findLast(({ role }) => role === 'user')?.content)
}

/** How many answers of tools have come since the question. */
export function answersIn({ messages }: { messages: Messages }): number {
  return messages.slice(messages.findLastIndex(({ role }) => role === 'user')).filter(({ role }) => role === 'tool')
    .length
}

/** The first document that is spoken of. */
export function documentIn({ messages }: AskedOf['body']): string | undefined {
  return /document_[0-9a-z]{26}/.exec(JSON.stringify(messages))?.[0]
}
