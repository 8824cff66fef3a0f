import react from '@vitejs/plugin-react'
import type { Rolldown } from 'vite'
import { defineConfig } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'
import { compiledMessages } from './scripts/compiled-messages.ts'

const server = `http://127.0.0.1:${process.env.PORT ?? 8787}`

/** Files below this folder stay out of the precache; the service worker fetches them when idle or first opened. */
const heavyFolder = 'assets/heavy'
const isHeavyModule = (id: string) => /node_modules\/(@?tldraw)\//.test(id)

/*
 * What every page loads, in two chunks instead of sixty: fewer requests, and what is packed together packs better. The libraries change
 * seldom and stay in the cache of a browser over updates. Only modules that the first load needs as a whole: a chunk also takes what its
 * modules import, so nothing that goes through the door of a room may be named here.
 */
const firstLoad = [
  {
    name: 'libraries',
    tags: ['$initial' as const],
    test: /node_modules\/(react|react-dom|scheduler|@tanstack|use-intl|use-sync-external-store|icu-minify|@formatjs|dexie|lib0|clsx|@mantine\/core\/esm\/(core|components\/(Button|UnstyledButton|ActionIcon|Transition|Loader|VisuallyHidden)))\//,
    priority: 2,
  },
  {
    name: 'foundation',
    tags: ['$initial' as const],
    test: /\/client\/(ui|platform)\/.+\.tsx?$|\/shared\/(access|crdt|kit|protocol)\//,
    priority: 1,
  },
]

export default defineConfig({
  root: 'client',
  publicDir: '../public',
  cacheDir: '../node_modules/.cache/vite',
  build: {
    outDir: '../dist/client',
    emptyOutDir: true,
    target: 'es2023',
    reportCompressedSize: false,
    chunkSizeWarningLimit: 4000,
    rolldownOptions: {
      output: { chunkFileNames, assetFileNames, codeSplitting: { groups: firstLoad } },
      // Nothing below shared/ acts by being imported, so a room's door brings only what is asked of it.
      treeshake: { moduleSideEffects: [{ test: /\/shared\/.+\.ts$/, sideEffects: false }] },
    },
  },
  worker: { format: 'es' },
  optimizeDeps: { exclude: ['@tldraw/assets', '@automerge/automerge'] },
  server: {
    fs: { allow: ['..'] },
    proxy: {
      '/api': server,
      '/blobs': server,
      '/sync': { target: server, ws: true },
      '/y': { target: server, ws: true },
    },
  },
  plugins: [
    react(),
    compiledMessages(),
    VitePWA({
      strategies: 'injectManifest',
      srcDir: '.',
      filename: 'sw.ts',
      registerType: 'prompt',
      injectRegister: false,
      // The large icons are the installer's business, which has a network.
      includeManifestIcons: false,
      injectManifest: {
        globPatterns: ['**/*.{js,css,html,svg,png,woff2,wasm,json,webmanifest}'],
        globIgnores: ['manifest.json', 'icon-*512.png', 'icon-maskable.svg', 'sw.*'],
        maximumFileSizeToCacheInBytes: 16 * 1024 * 1024,
      },
      manifest: {
        id: '/',
        name: 'Nexus',
        short_name: 'Nexus',
        description: 'A place to think, see and act that belongs to you, with and without a network.',
        start_url: '/',
        scope: '/',
        display: 'standalone',
        background_color: '#0f1220',
        theme_color: '#4c5fd5',
        icons: [
          { src: '/icon.svg', sizes: 'any', type: 'image/svg+xml' },
          { src: '/icon-192.png', sizes: '192x192', type: 'image/png' },
          { src: '/icon-512.png', sizes: '512x512', type: 'image/png' },
          { src: '/icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
        ],
      },
    }),
  ],
})

function chunkFileNames(chunk: Rolldown.PreRenderedChunk): string {
  return chunk.moduleIds.some(isHeavyModule) ? `${heavyFolder}/[name]-[hash].js` : 'assets/[name]-[hash].js'
}

function assetFileNames(asset: Rolldown.PreRenderedAsset): string {
  const heavy = asset.originalFileNames.some(isHeavyModule)
  return heavy ? `${heavyFolder}/[name]-[hash][extname]` : 'assets/[name]-[hash][extname]'
}
