import { connect, type Socket } from 'node:net'
import { percentiles } from './measure.ts'

export interface ReadJob {
  readonly url: string
  readonly paths: readonly string[]
  readonly token: string
  readonly connections: number
  readonly seconds: number
  /** Asks with the tag of the answer before. */
  readonly isConditional?: boolean
}

export interface ReadResult {
  readonly reads: number
  readonly perSecond: number
  readonly p50: number
  readonly p99: number
  readonly refused: number
}

/** A process that asks: bytes of requests made before, and of an answer only where it ends, so that the asking costs little. */
process.once('message', (job: ReadJob) => {
  void ask(job).then((result) => process.send?.(result))
})

async function ask({ url, paths, token, connections, seconds, isConditional }: ReadJob): Promise<ReadResult> {
  const { hostname, port, host } = new URL(url)
  const headers = `host: ${host}\r\nauthorization: Bearer ${token}\r\n`
  const tags = isConditional ? await Promise.all(paths.map((path) => tagOf(url + path, token))) : []
  const requests = paths.map((path, at) =>
    Buffer.from(`GET ${path} HTTP/1.1\r\n${headers}${tags[at] ? `if-none-match: ${tags[at]}\r\n` : ''}\r\n`),
  )
  const times: number[] = []
  let refused = 0
  let next = 0
  const end = performance.now() + seconds * 1_000
  const began = performance.now()
  await Promise.all(
    Array.from({ length: connections }, async () => {
      const socket = connect(Number(port), hostname)
      socket.setNoDelay(true)
      while (performance.now() < end) {
        const start = performance.now()
        next = (next + 1) % requests.length
        if (!(await answered(socket, requests[next]!))) refused += 1
        times.push(performance.now() - start)
      }
      socket.destroy()
    }),
  )
  const perSecond = (times.length / (performance.now() - began)) * 1_000
  const sorted = times.toSorted((a, b) => a - b)
  return {
    reads: times.length,
    perSecond,
    p50: percentiles(times).p50,
    p99: sorted[Math.floor(sorted.length * 0.99)] ?? 0,
    refused,
  }
}

async function tagOf(url: string, token: string): Promise<string> {
  const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } })
  await answer.text()
  return answer.headers.get('etag') ?? ''
}

/** Whether it was answered with 2xx or 304. */
function answered(socket: Socket, request: Buffer): Promise<boolean> {
  return new Promise((resolve, reject) => {
    let head = ''
    let missing = -1
    const take = (chunk: Buffer) => {
      if (missing >= 0) missing -= chunk.length
      else {
        head += chunk.toString('latin1')
        const headEnd = head.indexOf('\r\n\r\n')
        if (headEnd < 0) return
        const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? '0'
        missing = headEnd + 4 + Number(length) - head.length
      }
      if (missing > 0) return
      socket.off('data', take)
      socket.off('error', reject)
      resolve(/^HTTP\/1.1 (2\d\d|304)/.test(head))
    }
    socket.on('data', take)
    socket.once('error', reject)
    socket.write(request)
  })
}
