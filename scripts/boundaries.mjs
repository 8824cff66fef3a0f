// Checks who imports whom: no cycles, downhill only, rooms by their door, vendors behind their fence.
// The rules are data in boundaries.config.mjs; the parser is fast enough to read the whole tree each time.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { builtinModules } from 'node:module'
import { parseSync } from 'oxc-parser'
import { fences, rooms, slopes } from './boundaries.config.mjs'
import { main, root, Stop } from './project.mjs'

const builtins = new Set(builtinModules)
const aliases = { '#shared/': 'shared/', '#server/': 'sync-server/', '#client/': 'client/' }

await main(() => {
  const files = ['shared', 'client', 'sync-server'].flatMap(sources)
  const graph = new Map(files.map((file) => [file, importsOf(file)]))
  const production = [...graph].filter(([file]) => !isTest(file))
  const wrong = [
    ...production.flatMap(([file, imports]) => imports.flatMap((each) => complaints(file, each))),
    ...cycles(new Map(production)),
  ]
  for (const line of wrong) console.error(line)
  if (wrong.length > 0) throw new Stop(`${wrong.length} imports break the rules in scripts/boundaries.config.mjs.`)
})

function sources(folder) {
  const names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
  return names.filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.d.ts')).map((name) => `${folder}/${name}`)
}

/** @returns {{ specifier: string, target: string | undefined, typeOnly: boolean }[]} `target` is a file of ours, else a package */
function importsOf(file) {
  const source = readFileSync(join(root, file), 'utf8')
  const { module } = parseSync(file, source)
  const found = []
  for (const each of module.staticImports) {
    const typeOnly = each.entries.length > 0 && each.entries.every((entry) => entry.isType)
    found.push({ specifier: each.moduleRequest.value, typeOnly })
  }
  for (const each of module.staticExports.flatMap((statement) => statement.entries)) {
    if (each.moduleRequest) found.push({ specifier: each.moduleRequest.value, typeOnly: each.isType })
  }
  for (const each of module.dynamicImports) {
    const literal = /^['"](.+)['"]$/.exec(source.slice(each.moduleRequest.start, each.moduleRequest.end))
    if (literal) found.push({ specifier: literal[1], typeOnly: false, lazy: true })
  }
  return found.map((each) => ({ ...each, target: resolve(file, each.specifier) }))
}

function resolve(file, specifier) {
  const path = specifier.replace(/\?.*$/, '')
  if (path.startsWith('.')) return normalize(join(dirname(file), path))
  for (const [alias, folder] of Object.entries(aliases)) {
    if (path.startsWith(alias)) return folder + path.slice(alias.length)
  }
  return undefined
}

function complaints(file, each) {
  const broken = each.target === undefined ? packageRule(file, each) : fileRule(file, each.target)
  return broken ? [`${file}: '${each.specifier}' ${broken}`] : []
}

function fileRule(file, target) {
  if (!existsSync(join(root, target))) return 'does not exist; name the file with its extension'
  if (isTest(target)) return 'is there for tests only'
  const room = rooms.map((pattern) => matching(pattern, target)).find(Boolean)
  if (room && !within(room, file) && !isDoor(room, target)) return `enters ${room} past its index.ts`
  return slopeRule(file, target)
}

/** A folder inside a room may have a door of its own, for what is too heavy for the first load. */
function isDoor(room, target) {
  return /^([a-z-]+\/)?index\.ts$/.test(target.slice(room.length + 1))
}

function slopeRule(file, target) {
  if (shoreOf(file) !== shoreOf(target) && !target.startsWith('shared/')) return 'crosses to another shore'
  for (const slope of slopes) {
    const from = placeOn(slope, file)
    const to = placeOn(slope, target)
    if (!from || !to || from.folder === to.folder || to.line > from.line) continue
    if (to.line < from.line) return `goes uphill, from ${from.folder} to ${to.folder}`
    if (!slope[to.line].open) return `goes sideways, from ${from.folder} to ${to.folder}`
  }
  return undefined
}

function packageRule(file, { specifier, typeOnly }) {
  if (specifier.startsWith('node:') || builtins.has(specifier)) {
    return file.startsWith('sync-server/') ? undefined : 'is Node’s, and only the server has Node'
  }
  const name = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
  const fence = fences.find((each) => each.packages.includes(name))
  if (!fence || fence.folders.some((folder) => within(folder, file))) return undefined
  if (typeOnly && fence.types?.some((folder) => within(folder, file))) return undefined
  return `belongs in ${fence.folders.join(', ')} only`
}

function placeOn(slope, file) {
  for (const [line, { folders }] of slope.entries()) {
    // The longest match wins: `shared/rooms/tasks` is a place of its own inside `shared/rooms`.
    const found = folders.map((pattern) => matching(pattern, file)).filter(Boolean)
    if (found.length > 0) return { line, folder: found.sort((a, b) => b.length - a.length)[0] }
  }
  return undefined
}

/** The folder of `pattern` that holds `file`: `client/rooms/*` and `client/rooms/tasks/a.ts` give `client/rooms/tasks`. */
function matching(pattern, file) {
  const depth = pattern.split('/').length
  const parts = file.split('/')
  if (pattern.endsWith('/*') && parts.length <= depth) return undefined
  const folder = parts.slice(0, depth).join('/')
  return folder === pattern || (pattern.endsWith('/*') && folder.startsWith(pattern.slice(0, -1))) ? folder : undefined
}

function within(folder, file) {
  return file.startsWith(`${folder}/`)
}

function shoreOf(file) {
  return file.slice(0, file.indexOf('/'))
}

function isTest(file) {
  return /\.test\.tsx?$|-suite\.ts$|\/testing\//.test(file)
}

/** Cycles of imports that exist at run time; types are erased and lazy imports wait, so neither can deadlock a start. */
function cycles(graph) {
  const state = new Map()
  const found = []
  const visit = (file, path) => {
    if (state.get(file) === 'left') return
    if (state.get(file) === 'entered') {
      found.push(`cycle: ${[...path.slice(path.indexOf(file)), file].join(' → ')}`)
      return
    }
    state.set(file, 'entered')
    for (const each of graph.get(file) ?? []) {
      if (each.target && !each.typeOnly && !each.lazy) visit(each.target, [...path, file])
    }
    state.set(file, 'left')
  }
  for (const file of graph.keys()) visit(file, [])
  return found
}
