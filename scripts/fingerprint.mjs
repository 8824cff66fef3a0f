import { createHash } from 'node:crypto'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { changedAt, readJson, root } from './project.mjs'

const folders = ['client', 'shared', 'public']
const files = [
  'package-lock.json',
  'vite.config.ts',
  'tsconfig.base.json',
  'client/tsconfig.json',
  'scripts/build.mjs',
  'scripts/compiled-messages.ts',
]
export const stampPath = 'dist/client/build.json'

/** Of everything that enters the client's build: paths, sizes and dates, so that deletions count too. */
export function fingerprint() {
  const hash = createHash('sha256')
  for (const file of files) hash.update(`${file} ${changedAt(file)}\n`)
  for (const folder of folders) addFolder(hash, folder)
  return hash.digest('hex')
}

export function isBuilt() {
  return readJson(stampPath)?.fingerprint === fingerprint()
}

function addFolder(hash, folder) {
  const entries = readdirSync(join(root, folder), { withFileTypes: true })
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) addFolder(hash, path)
    else if (!isTest(path)) addFile(hash, path)
  }
}

function addFile(hash, path) {
  const { mtimeMs, size } = statSync(join(root, path))
  hash.update(`${path} ${size} ${mtimeMs}\n`)
}

function isTest(path) {
  return /\.test\.tsx?$|-suite\.ts$|\.md$/.test(path)
}
