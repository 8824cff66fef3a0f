// Runs on whatever Node (20 or newer) the machine has, before anything is installed: no dependencies, no TypeScript.
import { spawn } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { constants } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))
export const binFolder = join(root, 'node_modules', '.bin')
/** The Node that the project brings along; the machine's own may be too old for the server. */
export const projectNode = join(binFolder, 'node')

/** A failure that is told in one line, without a stack. */
export class Stop extends Error {}

/**
 * Runs a command in the project root with the project's tools first on the path.
 * @param {string} command
 * @param {string[]} [args]
 * @param {{ quiet?: boolean, env?: NodeJS.ProcessEnv, because?: string }} [options] `quiet` shows the output only on failure
 */
export async function run(command, args = [], { quiet = false, env = {}, because } = {}) {
  const child = spawn(command, args, {
    cwd: root,
    env: { ...process.env, PATH: `${binFolder}${delimiter}${process.env.PATH}`, ...env },
    stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit',
  })
  const said = []
  child.stdout?.on('data', (chunk) => said.push(chunk))
  child.stderr?.on('data', (chunk) => said.push(chunk))
  const code = await ended(child)
  if (code === 0) return
  if (quiet) process.stderr.write(Buffer.concat(said))
  throw new Stop(because ?? `${command} ${args.join(' ')} failed (${code}).`)
}

/** Becomes the project's Node running `args`, as far as a parent can: passes signals on and ends with its code. @param {string[]} args */
export function becomeNode(args, cwd = process.cwd()) {
  const child = spawn(projectNode, args, { cwd, stdio: 'inherit' })
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  process.on('SIGHUP', () => child.kill('SIGHUP'))
  // A terminal sends its interrupt to the child as well, and a second one would cut an ordered shutdown short.
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'))
  child.once('exit', (code, signal) => process.exit(code ?? 128 + (signal ? constants.signals[signal] : 1)))
}

/** @param {import('node:child_process').ChildProcess} child */
function ended(child) {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('exit', (code, signal) => resolve(code ?? signal))
  })
}

/** Milliseconds of the last change; 0 when there is no such file. @param {string} path below the project root */
export function changedAt(path) {
  return statSync(join(root, path), { throwIfNoEntry: false })?.mtimeMs ?? 0
}

/** @param {string} path below the project root @returns {any} undefined when there is no such file */
export function readJson(path) {
  try {
    return JSON.parse(readFileSync(join(root, path), 'utf8'))
  } catch {
    return undefined
  }
}

/** Runs a stage and says how long it took. @param {string} name @param {() => unknown} work */
export async function stage(name, work) {
  const start = performance.now()
  console.log(`\n▸ ${name}`)
  try {
    await work()
  } finally {
    console.log(`▸ ${name}: ${((performance.now() - start) / 1000).toFixed(1)} s`)
  }
}

/** The entry of every script: a `Stop` is one line and exit 1, anything else is a bug and keeps its stack. @param {() => unknown} work */
export async function main(work) {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof Stop)) throw error
    console.error(`nexus: ${error.message}`)
    process.exitCode = 1
  }
}
