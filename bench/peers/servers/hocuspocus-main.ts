import { join } from 'node:path'
import { Server } from '@hocuspocus/server'
import { SQLite } from '@hocuspocus/extension-sqlite'

/** Hocuspocus as its guide shows it, with its defaults: stored 2 to 10 s after the edit, acknowledged before. */
await new Server({
  port: Number(process.env.PORT),
  address: '127.0.0.1',
  quiet: true,
  extensions: [new SQLite({ database: join(process.env.DATA ?? '.', 'db.sqlite') })],
}).listen()
