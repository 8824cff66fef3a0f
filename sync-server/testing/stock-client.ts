import { SignJWT } from 'jose'
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'

/** An unmodified provider of y-websocket on a document of its own. */
export interface StockClient {
  readonly doc: Y.Doc
  readonly provider: WebsocketProvider
  /** Fulfilled when the condition holds after some event of the document, of presence or of the connection. */
  until(condition: () => boolean): Promise<void>
  synced(): Promise<void>
  /** The final close: code and reason. */
  ended(): Promise<{ readonly code: number; readonly reason: string }>
  close(): void
}

export interface StockOptions {
  /** Below /y/: organisation and workspace. */
  readonly path: string
  readonly room: string
  readonly token: string
  readonly doc?: Y.Doc
}

export function openStockClient(url: string, { path, room, token, doc = new Y.Doc() }: StockOptions): StockClient {
  const provider = new WebsocketProvider(`${url.replace('http', 'ws')}/y/${path}`, room, doc, {
    params: { token },
    WebSocketPolyfill: WebSocket as unknown as typeof globalThis.WebSocket,
    // Two clients in one process would talk to each other past the server.
    disableBc: true,
    maxBackoffTime: 200,
  })
  const waiting = new Set<() => void>()
  const look = () => {
    for (const check of waiting) check()
  }
  doc.on('update', look)
  provider.awareness.on('change', look)
  provider.on('sync', look)
  provider.on('status', look)
  const ending = new Promise<{ code: number; reason: string }>((resolve) => provider.on('closed', resolve))
  const until = (condition: () => boolean) =>
    new Promise<void>((resolve) => {
      const check = () => {
        if (!condition()) return
        waiting.delete(check)
        resolve()
      }
      waiting.add(check)
      check()
    })
  return {
    doc,
    provider,
    until,
    synced: () => until(() => provider.synced),
    ended: () => ending,
    close: () => provider.destroy(),
  }
}

/** As an operator's own sign-in would make it. */
export function signJwt(subject: string, { secret = jwtSecret, expiresInS = 600 } = {}): Promise<string> {
  return new SignJWT({})
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(subject)
    .setExpirationTime(Math.floor(Date.now() / 1000) + expiresInS)
    .sign(new TextEncoder().encode(secret))
}

export const jwtSecret = 'a secret that only this test and its server know'
