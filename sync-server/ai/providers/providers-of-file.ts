import { z } from 'zod'
import type { OrganisationId } from '#shared/kit/ids.ts'
import { operator } from '#server/access/operator-access.ts'
import type { ControlStore } from '#server/storage/storage.ts'
import type { Providers } from './providers.ts'

/** What an operator says of models in nexus.yaml. */
export const assistantOfFile = z.strictObject({
  allow_private_endpoints: z.boolean().default(false),
  providers: z
    .array(
      z.strictObject({
        organization: z.string().min(1).max(80),
        endpoint: z.string().min(1).max(500),
        chat_model: z.string().min(1).max(200),
        embedding_model: z.string().min(1).max(200).optional(),
        api_key: z.string().min(1).max(4_096).optional(),
      }),
    )
    .max(1_000)
    .default([]),
})

export type ProvidersOfFile = z.output<typeof assistantOfFile>['providers']

/** Sets what the file names and is another; what it does not name stays. Answers with one line for each change, and one for what is wrong. */
export async function setProvidersOfFile(
  { providers, control }: { providers: Providers; control: Pick<ControlStore, 'idOf'> },
  wanted: ProvidersOfFile,
): Promise<{ readonly changes: readonly string[]; readonly problems: readonly string[] }> {
  const changes: string[] = []
  const problems: string[] = []
  for (const {
    organization,
    endpoint,
    chat_model: chatModel,
    embedding_model: embeddingModel,
    api_key: key,
  } of wanted) {
    const id = (await control.idOf({ kind: 'organisation', scope: '', slug: organization })) as
      | OrganisationId
      | undefined
    if (!id) {
      problems.push(`assistant: there is no organisation "${organization}"`)
      continue
    }
    const set = await providers.setIfOther(
      id,
      { endpoint, chatModel, embeddingModel, key: key ?? null },
      { by: operator },
    )
    if (!set.ok) problems.push(`assistant: the endpoint of ${organization}: ${set.detail}`)
    else if (set.value) changes.push(`~ organisation ${organization} asks ${chatModel} at ${endpoint}`)
  }
  return { changes, problems }
}
