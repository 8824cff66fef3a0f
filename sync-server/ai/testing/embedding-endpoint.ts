import { createHash } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { type AskedOf, type HostileEndpoint, sayProblem, startHostileEndpoint } from './hostile-endpoint.ts'

/** Words that mean the same to it. */
const concepts: Readonly<Record<string, string>> = {
  ship: 'boat',
  vessel: 'boat',
  money: 'budget',
  costs: 'budget',
  finances: 'budget',
  harbour: 'port',
}

/** Words hashed into a few dimensions each: texts that share words, or words that mean the same, are near. Of its length and no meaning beyond that. */
export function embedWords(text: string, dimensions = 96): number[] {
  const vector = Array.from({ length: dimensions }, () => 0)
  for (const [word] of text.toLowerCase().matchAll(/\p{L}+/gu)) {
    const hash = createHash('sha256')
      .update(concepts[word] ?? word)
      .digest()
    for (const at of [0, 4, 8]) {
      const index = hash.readUInt32LE(at) % dimensions
      vector[index] = (vector[index] ?? 0) + (hash[at + 12] ?? 0) / 128 - 1
    }
  }
  return vector.some((each) => each !== 0) ? vector : vector.fill(0.5)
}

export function sayEmbeddings(response: ServerResponse, vectors: readonly unknown[], usage?: unknown): void {
  const data = vectors.map((embedding, index) => ({ object: 'embedding', index, embedding }))
  response.writeHead(200, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ object: 'list', data, ...(usage !== undefined && { usage }) }))
}

/** Embeds what it is asked, unless `otherwise` answers. A token for each word. */
export function startEmbeddingEndpoint(
  otherwise: (response: ServerResponse, asked: AskedOf, number: number) => boolean | void = () => false,
): Promise<HostileEndpoint> {
  return startHostileEndpoint((response, asked, number) => {
    if (otherwise(response, asked, number)) return
    if (!asked.path.endsWith('/embeddings')) return sayProblem(response, 404)
    const inputs = [asked.body.input].flat() as string[]
    const tokens = inputs.join(' ').split(/\s+/).length
    sayEmbeddings(
      response,
      inputs.map((input) => embedWords(input)),
      { prompt_tokens: tokens, total_tokens: tokens },
    )
  })
}
