import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium, type Page } from 'playwright-core'
import { killChromium } from './kill-chromium.ts'
import { type Problem, watchProblems } from './problems.ts'
import type { TestServer } from './server.ts'
import { openWire, type Wire } from './wire.ts'

export interface BrowserOptions {
  server: Pick<TestServer, 'port'>
  /** The name that the page is opened by; passkeys need one that is no number. */
  host?: '127.0.0.1' | 'localhost'
  /** Kept when given; else a fresh one that is removed at the end. */
  profileDir?: string
  /** Default: desktop, 1280 x 800. `phone` is 390 x 844 with touch. */
  viewport?: 'phone' | { width: number; height: number }
  colorScheme?: 'light' | 'dark'
  reducedMotion?: 'reduce' | 'no-preference'
  locale?: string
  /** Default: one in which it is not midnight soon. */
  timezoneId?: string
}

/** One person's device: a browser with its profile, behind a cable of its own. */
export interface TestBrowser {
  /** Where this browser finds the app. The same for every start on one profile, so what it stored is found again. */
  readonly url: string
  readonly profileDir: string
  /** Valid until the next `restart()` or `crash()`. */
  context(): BrowserContext
  /** The first tab; it is empty until you `goto` a path. */
  page(): Page
  newPage(path?: string): Promise<Page>
  /** Opens a path such as `/` or `/tasks` in the first tab. */
  goto(path?: string): Promise<Page>
  /** Ends open sockets, refuses new ones, and tells the page through `navigator.onLine`. */
  goOffline(): Promise<void>
  goOnline(): Promise<void>
  /** A dead network that the page has not been told of: `navigator.onLine` stays true. */
  cutWire(): void
  mendWire(): void
  /** Resolves when a service worker controls the page and the first visit is stored. */
  untilOfflineReady(): Promise<void>
  /** Ends the browser in order and starts it again on the same profile. */
  restart(): Promise<Page>
  /** The same after kill -9. */
  crash(): Promise<Page>
  /** Console errors, uncaught exceptions and requests that left the origin, since the first start. */
  problems(): readonly Problem[]
  /** Throws with all of them when there are any. */
  expectNoProblems(): void
  close(): Promise<void>
}

/** As long as a machine may need that does other things as well. */
const patienceMs = 60_000

const flags = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Nothing but this machine has a name, so that a stray request fails here as it would offline.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
]

export async function openBrowser(options: BrowserOptions): Promise<TestBrowser> {
  const profileDir = options.profileDir ?? (await mkdtemp(join(tmpdir(), 'nexus-profile-')))
  const wire = await openWireOf(profileDir, options.server.port)
  const url = `http://${options.host ?? '127.0.0.1'}:${wire.port}`
  const problems: Problem[] = []
  let offline = false
  let context = await launch()

  async function launch(): Promise<BrowserContext> {
    const launched = await chromium.launchPersistentContext(profileDir, launchOptions(options))
    launched.setDefaultTimeout(patienceMs)
    watchProblems(launched, { origin: url, problems })
    await launched.setOffline(offline)
    return launched
  }
  const firstPage = () => context.pages()[0] ?? missing('The browser has no tab.')
  const open = async (page: Page, path: string) => {
    await page.goto(new URL(path, url).href)
    return page
  }
  const setOffline = async (value: boolean) => {
    offline = value
    if (value) wire.cut()
    else wire.mend()
    await context.setOffline(value)
  }
  const again = async (path: string) => {
    context = await launch()
    return open(firstPage(), path)
  }
  const pathOfFirst = () => {
    const here = new URL(firstPage().url())
    return here.origin === url ? here.pathname + here.search + here.hash : '/'
  }

  return {
    url,
    profileDir,
    context: () => context,
    page: firstPage,
    newPage: async (path = '/') => open(await context.newPage(), path),
    goto: (path = '/') => open(firstPage(), path),
    goOffline: () => setOffline(true),
    goOnline: () => setOffline(false),
    cutWire: () => wire.cut(),
    mendWire: () => wire.mend(),
    untilOfflineReady: () => untilOfflineReady(firstPage()),
    restart: async () => {
      const path = pathOfFirst()
      await context.close()
      return again(path)
    },
    crash: async () => {
      const path = pathOfFirst()
      await killChromium(profileDir)
      await context.close().catch(() => undefined)
      return again(path)
    },
    problems: () => problems,
    expectNoProblems: () => {
      if (problems.length > 0) throw new Error(problems.map((each) => `${each.kind}: ${each.text}`).join('\n'))
    },
    close: async () => {
      await context.close()
      await wire.close()
      if (!options.profileDir) await rm(profileDir, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** An origin owns what it stores, so a profile must see the app at the port where it saw it first. */
async function openWireOf(profileDir: string, serverPort: number): Promise<Wire> {
  const note = join(profileDir, 'nexus-wire-port')
  const port = existsSync(note) ? Number(readFileSync(note, 'utf8')) : 0
  const wire = await openWire({ port, serverPort })
  writeFileSync(note, String(wire.port))
  return wire
}

function launchOptions(options: BrowserOptions) {
  const executablePath =
    process.env.CHROME_PATH ?? missing('No Chromium: set CHROME_PATH, or let "npm run e2e" fetch one.')
  const phone = options.viewport === 'phone'
  const desktop = { width: 1280, height: 800 }
  return {
    executablePath,
    args: flags,
    viewport: options.viewport === 'phone' ? { width: 390, height: 844 } : (options.viewport ?? desktop),
    hasTouch: phone,
    isMobile: phone,
    colorScheme: options.colorScheme ?? 'light',
    reducedMotion: options.reducedMotion ?? 'reduce',
    locale: options.locale ?? 'en-GB',
    timezoneId: options.timezoneId ?? zoneFarFromMidnight(),
    acceptDownloads: true,
    permissions: ['clipboard-read', 'clipboard-write'],
  } satisfies Parameters<typeof chromium.launchPersistentContext>[1]
}

/** A journey that speaks of today and tomorrow begins and ends on one day. */
function zoneFarFromMidnight(): string {
  return new Date().getUTCHours() < 20 ? 'Europe/Berlin' : 'America/New_York'
}

async function untilOfflineReady(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready
    if (navigator.serviceWorker.controller) return
    await new Promise((resolve) => {
      navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true })
    })
  })
}

function missing(what: string): never {
  throw new Error(what)
}
