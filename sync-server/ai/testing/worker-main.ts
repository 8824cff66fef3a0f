import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'

// `worker-main.ts FOLDER whole|queue`. As the server itself: from the second start on compiled code is read.
enableCompileCache(fileURLToPath(new URL('../../../node_modules/.cache/compiled', import.meta.url)))
const { workUntilKilled } = await import('./killed-worker.ts')
const [, , dataFolder = '', way = 'whole'] = process.argv
await workUntilKilled(dataFolder, way)
