import { execFileSync } from 'node:child_process'
import { accessSync, constants, existsSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { run, Stop } from './project.mjs'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']

/** The path of a Chromium for the journeys: one that is there, else one that can be fetched. */
export async function findOrFetchChromium() {
  const found = findChromium()
  if (found) return found
  console.log('nexus: no Chromium found, fetching one …')
  // Packages bring the libraries that a browser needs; a download has to find them.
  for (const fetch of [fetchWithApt, fetchWithPlaywright]) {
    const fetched = await fetch().then(findChromium, () => undefined)
    if (fetched) return fetched
  }
  throw new Stop(
    'the browser journeys need a Chromium that starts: install one (as root on Debian: apt-get install chromium), or set CHROME_PATH to it.',
  )
}

/**
 * The path of one that is there and starts.
 * @returns {string | undefined}
 */
export function findChromium() {
  const { CHROME_PATH } = process.env
  if (CHROME_PATH) {
    if (isExecutable(CHROME_PATH)) return CHROME_PATH
    throw new Stop(`CHROME_PATH names ${CHROME_PATH}, which cannot be run.`)
  }
  const folders = (process.env.PATH ?? '').split(delimiter)
  const installed = names.flatMap((name) => folders.map((folder) => join(folder, name)))
  const apps = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome']
  return [...installed, ...apps, ...playwrightDownloads()].find((path) => isExecutable(path) && starts(path))
}

function playwrightDownloads() {
  const caches = [process.env.PLAYWRIGHT_BROWSERS_PATH, join(homedir(), '.cache/ms-playwright')]
  return caches.filter((cache) => cache && existsSync(cache)).flatMap(browsersIn)
}

function browsersIn(cache) {
  const builds = readdirSync(cache).filter((name) => /^chromium-\d+$/.test(name))
  const programs = ['chrome-linux/chrome', 'chrome-linux64/chrome', 'chrome-mac/Chromium.app/Contents/MacOS/Chromium']
  return builds.flatMap((build) => programs.map((program) => join(cache, build, program)))
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK)
    return existsSync(path)
  } catch {
    return false
  }
}

/** One without its libraries, or a stand-in for one that comes in another way, is there and does not start. */
function starts(path) {
  try {
    execFileSync(path, ['--version'], { stdio: 'ignore', timeout: 60_000 })
    return true
  } catch {
    return false
  }
}

function fetchWithPlaywright() {
  return run('playwright-core', ['install', 'chromium'], { quiet: true })
}

async function fetchWithApt() {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return
  const env = { DEBIAN_FRONTEND: 'noninteractive' }
  await run('apt-get', ['update', '-qq'], { env })
  await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], { env })
}
