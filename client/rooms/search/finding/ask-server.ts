import { foundEverywhere, type FoundThings, foundThings } from '#shared/assistant/search/answer.ts'
import { together } from '#shared/assistant/search/rank.ts'
import { callServer } from '../../rest.ts'

interface Question {
  readonly typed: string
  readonly limit: number
}

/** undefined: out of reach. */
export async function askWorkspace(workspace: string, question: Question): Promise<FoundThings | undefined> {
  const answer = await callServer<unknown>(`workspaces/${workspace}/search?${paramsOf(question)}`)
  return answer.ok ? foundThings.safeParse(answer.value).data : undefined
}

/** All organisations in which the person has something, each at its own door. undefined: none of them answers. */
export async function askOrganisations(ids: readonly string[], question: Question): Promise<FoundThings | undefined> {
  const answers = await Promise.all(
    ids.map(async (id) => {
      const answer = await callServer<unknown>(`orgs/${id}/search?${paramsOf(question)}`)
      return answer.ok ? foundEverywhere.safeParse(answer.value).data : undefined
    }),
  )
  const heard = answers.filter((answer) => answer !== undefined)
  return heard.length > 0 ? together(heard, question.limit) : undefined
}

function paramsOf({ typed, limit }: Question): URLSearchParams {
  return new URLSearchParams({ q: typed, limit: String(limit) })
}
