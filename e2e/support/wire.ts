import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** The cable between one browser and the server: cutting it ends open sockets and refuses new ones, as a lost network does. */
export interface Wire {
  readonly port: number
  cut(): void
  mend(): void
  close(): Promise<void>
}

export async function openWire(options: { port: number; serverPort: number }): Promise<Wire> {
  const open = new Set<Socket>()
  let whole = true

  const listener = createServer((near) => {
    if (!whole) {
      near.resetAndDestroy()
      return
    }
    const far = connect(options.serverPort, '127.0.0.1')
    for (const [one, other] of [[near, far] as const, [far, near] as const]) {
      open.add(one)
      one.pipe(other)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        open.delete(one)
        other.destroy()
      })
    }
  })
  listener.listen(options.port, '127.0.0.1')
  await once(listener, 'listening')
  const address = listener.address()
  const port = typeof address === 'object' && address ? address.port : options.port

  const drop = () => {
    for (const socket of open) socket.resetAndDestroy()
  }
  return {
    port,
    cut: () => {
      whole = false
      drop()
    },
    mend: () => {
      whole = true
    },
    close: async () => {
      drop()
      const closed = once(listener, 'close')
      listener.close()
      await closed
    },
  }
}
