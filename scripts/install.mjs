import { accessSync, constants, existsSync, mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { binFolder, changedAt, projectNode, readJson, root, run, Stop } from './project.mjs'

const lock = 'package-lock.json'
const quietly = ['--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error']
const installedLock = 'node_modules/.package-lock.json'

/** Brings node_modules in line with the lockfile; a few milliseconds when it already is. */
export async function installIfNeeded() {
  if (isInstalled()) return
  if (Number(process.versions.node.split('.')[0]) < 20)
    throw new Stop(`needs Node 20 or newer to install itself, found ${process.version}.`)
  // npm removes the project's own Node while it works, so it must not be run by it.
  const path = isTakenByPackages(process.versions.node) ? pathWithoutProject() : await pathWithNewerNode()
  console.log('nexus: installing dependencies (npm ci), about a minute the first time …')
  const env = { PATH: path, ...cacheOfOurOwn() }
  // Of all packages only Node needs its script; older npm would also try to compile what comes compiled.
  const because = 'npm ci failed, see above; is the package registry reachable, and are there two gigabytes of room?'
  await run('npm', ['ci', '--include=dev', '--ignore-scripts', ...quietly], { env, because })
  // Some npm end as if all were well when they lose the network, so that alone says nothing.
  if (changedAt(installedLock) === 0) throw new Stop(because)
  await run('npm', ['rebuild', 'node', ...quietly], {
    env,
    because: 'Node 24 did not install, see above; is there room on the disk?',
  })
  if (!existsSync(projectNode)) throw new Stop(`npm left no Node 24 in ${root}node_modules.`)
}

function isInstalled() {
  if (!existsSync(projectNode) || changedAt(installedLock) === 0) return false
  return changedAt(lock) <= changedAt(installedLock) || holdsTheSame(readJson(lock), readJson(installedLock))
}

/** A lockfile can be newer by its date alone (a branch switched back and forth): then its content decides. */
function holdsTheSame(wanted, installed) {
  if (!wanted?.packages || !installed?.packages) return false
  const known = installed.packages
  const missing = Object.entries(wanted.packages).filter(
    ([path, entry]) => path !== '' && !entry.optional && !entry.peer && known[path]?.version !== entry.version,
  )
  return missing.length === 0
}

/** npm leaves out, without a word, binaries that say they need a newer Node than the one that it runs on; those of Vite ask for the most. */
function isTakenByPackages(version) {
  const [major, minor] = version.split('.').map(Number)
  return major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19)
}

/** A Node beside the project to install by, of the version that the project brings along. */
async function pathWithNewerNode() {
  console.log(
    `nexus: Node ${process.version} is too old for npm to install everything; fetching a newer one to install by …`,
  )
  const folder = join(root, '.cache', 'node')
  const env = { PATH: pathWithoutProject(), ...cacheOfOurOwn() }
  const wanted = `node@${readJson('package.json').dependencies.node}`
  mkdirSync(folder, { recursive: true })
  await run('npm', ['install', '--no-save', '--prefix', folder, wanted, ...quietly], {
    env,
    because: 'a newer Node could not be fetched, see above; is the package registry reachable?',
  })
  const bin = join(folder, 'node_modules', 'node', 'bin')
  if (!existsSync(join(bin, 'node')))
    throw new Stop(`needs Node 20.19, 22.12 or newer to install itself, found ${process.version}.`)
  return [bin, pathWithoutProject()].join(delimiter)
}

/** Accounts of services often have no home that they may write to; npm goes nowhere without its cache. */
function cacheOfOurOwn() {
  try {
    const usual = process.env.npm_config_cache ?? join(homedir(), '.npm')
    mkdirSync(usual, { recursive: true })
    accessSync(usual, constants.W_OK)
    return {}
  } catch {
    return { npm_config_cache: join(root, '.cache', 'npm') }
  }
}

function pathWithoutProject() {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => folder !== binFolder)
    .join(delimiter)
}
