import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { ListPage } from '#shared/protocol/rest-admin.ts'
import { bodyAs, HttpRefusal } from './problems.ts'

/** What lists take: `after` is the `next` of the page before. */
export const pageQuery = z.object({
  after: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
})

/** One page of what is in order already. `keyOf` names an item for ever and grows along the order. */
export function pageOf<Item>(
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
  items: readonly Item[],
  keyOf: (item: Item) => string,
): ListPage<Item> {
  const { after, limit } = bodyAs(pageQuery, request.query)
  const from = after === undefined ? 0 : placeAfter(items, decoded(after), keyOf)
  const page = items.slice(from, from + limit)
  const last = page.at(-1)
  if (last === undefined || from + limit >= items.length) return { items: page }
  const next = Buffer.from(keyOf(last)).toString('base64url')
  const url = new URL(request.url, 'http://host')
  url.searchParams.set('after', next)
  reply.header('link', `<${url.pathname}${url.search}>; rel="next"`)
  return { items: page, next }
}

/** Also where the item itself has gone meanwhile. */
function placeAfter<Item>(items: readonly Item[], key: string, keyOf: (item: Item) => string): number {
  let [low, high] = [0, items.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (keyOf(items[middle]!) <= key) low = middle + 1
    else high = middle
  }
  return low
}

function decoded(cursor: string): string {
  const key = Buffer.from(cursor, 'base64url').toString()
  if (key === '') throw new HttpRefusal('invalid-input', { detail: 'after: this is not the `next` of a page.' })
  return key
}
