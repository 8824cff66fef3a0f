import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { HttpRefusal } from './problems.ts'

/** Own origin only. WebAssembly for the CRDT, inline styles as the component library writes them, blob: and data: for pictures. */
const contentSecurityPolicy = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' blob: data:",
  "media-src 'self' blob: data:",
  "font-src 'self' data:",
  "connect-src 'self' blob: data:",
  "worker-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

export function installSecurityHeaders(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    writeSecurityHeaders(request, reply)
    done()
  })
}

export function writeSecurityHeaders(request: FastifyRequest, reply: FastifyReply): void {
  reply.headers({
    'content-security-policy': contentSecurityPolicy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'geolocation=(), payment=(), usb=()',
  })
  if (request.url.startsWith('/api/')) reply.header('cache-control', 'no-store')
}

/** The built app: files with a hash in their name for ever, the rest asked for each time, and every other path is a screen. */
export async function serveClient(app: FastifyInstance, folder: string): Promise<void> {
  const isBuilt = existsSync(join(folder, 'index.html'))
  if (isBuilt) {
    await app.register(fastifyStatic, {
      root: folder,
      preCompressed: true,
      cacheControl: false,
      setHeaders: (reply, path) => {
        const isHashed = path.startsWith(join(folder, 'assets'))
        reply.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache')
      },
    })
  }
  app.setNotFoundHandler((request, reply: FastifyReply) => {
    const path = request.url.split('?')[0] ?? ''
    const isScreen =
      request.method === 'GET' &&
      !/^\/(api|assets|sync|y|health|share)(\/|$)/.test(path) &&
      !/\.[a-z0-9]{2,11}$/.test(path)
    if (!isScreen) throw new HttpRefusal('not-found')
    if (isBuilt) return reply.sendFile('index.html')
    return reply.code(404).type('text/plain').send('The app is not built yet: run "npm run build" and start again.\n')
  })
}
