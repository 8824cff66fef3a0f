import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'

// Before anything else is loaded: a start reads compiled code from the second time on, and takes half as long.
enableCompileCache(fileURLToPath(new URL('../../node_modules/.cache/compiled', import.meta.url)))
const { serve } = await import('./serve.ts')
await serve(process.env, process.argv.slice(2))
