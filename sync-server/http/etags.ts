import type { FastifyReply, FastifyRequest } from 'fastify'
import { HttpRefusal } from './problems.ts'

/** What a thing was when it was read: the seq of its latest change, in the history that seqs count in. */
export interface ThingState {
  readonly seq: number
  readonly epoch: string
}

export function etagOf({ seq, epoch }: ThingState): string {
  return `"${seq.toString(36)}.${epoch.slice(0, 8)}"`
}

/** The seq of a tag of this history; undefined: it is of another one, or no tag. */
export function seqOf(etag: string, epoch: string): number | undefined {
  const found = /^(?:W\/)?"([0-9a-z]{1,11})\.([0-9a-z]*)"$/.exec(etag.trim())
  return found?.[2] === epoch.slice(0, 8) ? Number.parseInt(found[1] ?? '', 36) : undefined
}

/** true: the caller has it already, and 304 has been answered. */
export function isNotModified(request: FastifyRequest, reply: FastifyReply, etag: string): boolean {
  reply.header('etag', etag).header('cache-control', 'private, no-cache')
  if (!names(request.headers['if-none-match'], etag)) return false
  reply.code(304).send()
  return true
}

/** Refuses a write that was meant for another state; `etag` undefined: there is nothing yet. */
export function refuseUnlessMatching({ headers }: FastifyRequest, etag: string | undefined): void {
  const wanted = headers['if-match']
  const unwanted = headers['if-none-match']
  const fits = (wanted === undefined || names(wanted, etag)) && (unwanted === undefined || !names(unwanted, etag))
  if (!fits) throw new HttpRefusal('changed-meanwhile', etag === undefined ? {} : { headers: { etag } })
}

function names(header: string | undefined, etag: string | undefined): boolean {
  if (header === undefined || etag === undefined) return false
  return header.split(',').some((each) => each.trim() === '*' || each.trim().replace(/^W\//, '') === etag)
}
