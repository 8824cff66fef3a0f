// Compares what a browser downloads (gzip, kB) with the budget: the first load, and what each lazy room adds to it.
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { main, readJson, root, Stop } from './project.mjs'

const output = join(root, 'dist', 'client')

await main(() => {
  const manifest = readJson('dist/client-manifest.json')
  if (!manifest) throw new Stop('nothing is built yet; run "npm run build".')
  const budget = readJson('scripts/size-budget.json')
  const first = reach(
    manifest,
    entriesOf(manifest, (chunk) => chunk.isEntry),
  )
  const over = Object.entries(budget).filter(([name, limitKb]) => {
    const sizeKb = sum(filesOf(manifest, first, name)) / 1000
    const fits = sizeKb <= limitKb
    console.log(`${fits ? '✓' : '✗'} ${name.padEnd(28)} ${sizeKb.toFixed(0).padStart(5)} of ${limitKb} kB gzip`)
    return !fits
  })
  if (over.length > 0)
    throw new Stop(`${over.map(([name]) => name).join(', ')}: over the budget in scripts/size-budget.json.`)
})

/** What a budget line covers: `first load`, a folder below client/ (its lazy parts), or the beginning of an asset's name. */
function filesOf(manifest, first, name) {
  if (name === 'first load') return ['index.html', ...first]
  if (name.includes('/')) {
    const lazy = entriesOf(manifest, (chunk) => chunk.isDynamicEntry && chunk.src?.startsWith(`${name}/`))
    return [...reach(manifest, lazy)].filter((file) => !first.has(file))
  }
  const assets = Object.values(manifest).map((chunk) => chunk.file)
  return [...new Set(assets)].filter((file) => file.startsWith(`assets/${name}-`))
}

function entriesOf(manifest, wanted) {
  return Object.keys(manifest).filter((key) => wanted(manifest[key]))
}

/** The scripts and styles that load together with these chunks; lazy imports are not followed. */
function reach(manifest, keys) {
  const files = new Set()
  const seen = new Set()
  const visit = (key) => {
    if (seen.has(key)) return
    seen.add(key)
    const chunk = manifest[key]
    for (const file of [chunk.file, ...(chunk.css ?? [])]) files.add(file)
    for (const next of chunk.imports ?? []) visit(next)
  }
  for (const key of keys) visit(key)
  return files
}

function sum(files) {
  return files.map(gzipSize).reduce((total, size) => total + size, 0)
}

function gzipSize(file) {
  const path = join(output, file)
  return existsSync(`${path}.gz`) ? statSync(`${path}.gz`).size : gzipSync(readFileSync(path)).length
}
