// Builds the client beside the one being served and swaps the folders at the end, so that a running server
// never shows half a build.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { fingerprint, isBuilt } from './fingerprint.mjs'
import { main, root, run } from './project.mjs'

const output = join(root, 'dist', 'client')

export async function buildIfStale() {
  if (isBuilt()) return
  console.log('nexus: building the client …')
  await build()
}

export async function build() {
  // Taken first: a file saved during the build makes it stale again.
  const built = fingerprint()
  removeLeftovers()
  const work = join(root, 'dist', `.building-${process.pid}`)
  try {
    await run('vite', ['build', '--logLevel', 'warn', '--outDir', work, '--manifest', 'manifest.json'], {
      quiet: true,
      because: 'the client did not build, see above.',
    })
    renameSync(join(work, 'manifest.json'), join(root, 'dist', 'client-manifest.json'))
    await compressFolder(work)
    writeFileSync(join(work, 'build.json'), JSON.stringify({ fingerprint: built }))
    swapIn(work)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** Of builds that were killed. */
function removeLeftovers() {
  const dist = join(root, 'dist')
  if (!existsSync(dist)) return
  for (const name of readdirSync(dist)) {
    const pid = /^\.(?:building|old)-(\d+)$/.exec(name)?.[1]
    if (pid && !isRunning(Number(pid))) rmSync(join(dist, name), { recursive: true, force: true })
  }
}

function isRunning(pid) {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error.code === 'EPERM'
  }
}

function swapIn(work) {
  const old = join(root, 'dist', `.old-${process.pid}`)
  mkdirSync(output, { recursive: true })
  renameSync(output, old)
  renameSync(work, output)
  rmSync(old, { recursive: true, force: true })
}

const worthwhile = /\.(js|css|html|svg|json|wasm|webmanifest|txt)$/
const compressors = {
  // Quality 9 costs a tenth of 11's time for a few percent more bytes.
  br: (bytes) => promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
  gz: (bytes) => promisify(gzip)(bytes, { level: 9 }),
}

async function compressFolder(folder) {
  const paths = filesIn(folder).filter((path) => worthwhile.test(path))
  await Promise.all(paths.map(compressFile))
}

/** By hand: Node 20.0, which may be what builds the first time, knows no `recursive`. */
function filesIn(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    return entry.isDirectory() ? filesIn(path) : [path]
  })
}

async function compressFile(path) {
  const bytes = readFileSync(path)
  if (bytes.length < 1024) return
  for (const [suffix, compress] of Object.entries(compressors)) {
    const packed = await compress(bytes)
    if (packed.length < bytes.length) writeFileSync(`${path}.${suffix}`, packed)
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main(build)
