import { createServer as createHttpServer, type ServerResponse } from 'node:http'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import { type Browser, chromium, type Page } from 'playwright-core'
import { build } from 'vite'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type {} from '../client/ui/answer/testing/answer-page.ts'
import { exfiltrationPayloads } from '../client/ui/answer/testing/exfiltration-payloads.ts'
import { accessibilityViolations } from './support/accessibility.ts'
import { startServer } from './support/server.ts'

/**
 * Answers in a real browser whose every name leads to a listener of ours: whatever would leave the machine is a connection there, be it a
 * picture, a style or a page that is fetched ahead.
 */
let folder: string
let policy: string
const faults: string[] = []
let browser: Browser
let page: Page
/** Names that were asked for: they stand in the first bytes, with TLS and without. What the browser itself looks for is none of ours. */
let left: string[] = []
const listener = createTcpServer((socket) => {
  socket.on('error', () => undefined)
  socket.once('data', (bytes) => {
    const name = hosts.find((host) => bytes.includes(host))
    if (name) left.push(name)
    socket.destroy()
  })
})
const hosts = ['wuzzi.net', 'derczynski.com', 'llmsec.net', 'suspicious.domain.security']
const files = createHttpServer((request, response) => void answer(request.url ?? '/').then((each) => each(response)))

async function answer(url: string): Promise<(response: ServerResponse) => void> {
  const { pathname, searchParams } = new URL(url, 'http://127.0.0.1')
  const type = pathname.endsWith('.js') ? 'text/javascript' : pathname.endsWith('.css') ? 'text/css' : 'text/html'
  const isPage = type === 'text/html'
  const body = isPage ? html : await readFile(join(folder, pathname)).catch(() => '')
  return (response) => {
    response.writeHead(200, {
      'content-type': type,
      ...(isPage && searchParams.has('policy') && { 'content-security-policy': policy }),
    })
    response.end(body)
  }
}

const html =
  '<!doctype html><html lang="en"><title>Answers</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/page.css"><body><script type="module" src="/page.js"></script>'

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  return (server.address() as AddressInfo).port
}

let site: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nexus-answer-'))
  // Else React's parts for development are asked for, of a build that has none.
  const before = process.env.NODE_ENV
  process.env.NODE_ENV = 'production'
  await build({
    mode: 'production',
    configFile: false,
    logLevel: 'error',
    plugins: [react()],
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      outDir: folder,
      emptyOutDir: true,
      minify: false,
      cssCodeSplit: false,
      lib: {
        entry: 'client/ui/answer/testing/answer-page.ts',
        formats: ['es'],
        fileName: () => 'page.js',
        cssFileName: 'page',
      },
    },
  })
  process.env.NODE_ENV = before
  const server = await startServer()
  policy = (await fetch(`${server.url}/`)).headers.get('content-security-policy') ?? ''
  await server.close()
  const port = await listen(listener)
  site = `http://127.0.0.1:${await listen(files)}`
  browser = await chromium.launch({
    executablePath: process.env.CHROME_PATH ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      `--host-resolver-rules=MAP * 127.0.0.1:${port}, EXCLUDE 127.0.0.1`,
    ],
  })
})
afterAll(async () => {
  await browser?.close()
  for (const each of [listener, files]) await new Promise((resolve) => each.close(resolve))
  await rm(folder, { recursive: true, force: true })
})
afterEach(async () => {
  await page.context().close()
  expect(faults).toEqual([])
})
beforeEach(() => {
  left = []
})

async function openPage(query = ''): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  page = await context.newPage()
  page.on('pageerror', (error) => faults.push(error.message))
  await page.goto(`${site}/${query}`)
  await page.waitForFunction(() => 'showAnswers' in window)
  return page
}

const show = (texts: readonly string[]) => page.evaluate((each) => window.showAnswers(each), texts)

/** What would be fetched has been asked for when a picture that is asked for after it is there. */
async function settle(): Promise<void> {
  await page.evaluate(async () => {
    for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame)
    await fetch('/settled')
  })
}

async function showAll(payloads: readonly string[]): Promise<void> {
  for (let at = 0; at < payloads.length; at += 300) {
    await show(payloads.slice(at, at + 300))
    await settle()
  }
}

describe('answers that mean to send something away', () => {
  const payloads = exfiltrationPayloads()

  it('would, in a screen that is careless', async () => {
    await openPage()
    await page.evaluate(() => (document.body.innerHTML = '<img src="https://wuzzi.net/x?q=1">'))
    await expect.poll(() => left).toContain('wuzzi.net')
  })

  it.each(['', '?policy'])('do not: without help, and with that of the policy (%s)', async (query) => {
    await openPage(query)
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    expect(payloads.length).toBeGreaterThan(2_000)
    await showAll(payloads)
    expect(asked.filter((url) => !url.startsWith(`${site}/`))).toEqual([])
    expect(left).toEqual([])
    expect(page.url()).toBe(`${site}/${query}`)
    expect(
      await page
        .locator(
          'main [dir=auto] :is(img, script, iframe, object, embed, link, style, video, audio, form, svg image, a)',
        )
        .count(),
    ).toBe(0)
  })

  it('are stopped by the policy alone, should the screen ever be careless', async () => {
    await openPage('?policy')
    // No policy holds a page that leads itself elsewhere, and a frame that it refuses still gets as far as a connection, which tells the name of
    // a host and nothing else. That no element is ever made of HTML is what keeps these out.
    const harmless = payloads.filter((each) => !/<meta|<iframe/.test(each))
    for (let at = 0; at < harmless.length; at += 300) {
      await page.evaluate(
        (each) => {
          document.querySelector('main')!.innerHTML = each.join('\n')
        },
        harmless.slice(at, at + 300).map((each) => each.replace(/^!\[.*\]\((.*)\)$/s, '<img src="$1">')),
      )
      await settle()
    }
    expect(left).toEqual([])
  })
})

describe('links', () => {
  it('of ours open, those outside show where they lead first', async () => {
    await openPage()
    await show(['See [the plan](/w/ws_1/documents/d_2) and [my bank](https://xn--bnk-5cd.example/login?all=secret).'])
    await page.getByRole('link', { name: 'the plan' }).click()
    expect(await page.evaluate(() => window.opened)).toEqual(['/w/ws_1/documents/d_2'])
    const outside = page.getByRole('button', { name: /my bank/ })
    expect(await page.getByRole('link').count()).toBe(1)
    await outside.click()
    await page.getByText('https://xn--bnk-5cd.example/login?all=secret').waitFor()
    const open = page.getByRole('link', { name: 'Open in a new tab' })
    expect(await open.getAttribute('rel')).toContain('noreferrer')
    expect(left).toEqual([])
    expect(await accessibilityViolations(page)).toEqual([])
    await outside.press('Enter')
    expect(await open.count()).toBe(0)
  })
})

it('an answer that is nested without end, or long, is shown all the same', async () => {
  await openPage()
  await show([
    '>'.repeat(3_000) + ' deep',
    `${'*a **b '.repeat(2_000)}`,
    `${'['.repeat(8_000)}`,
    'x'.repeat(300_000),
    `${'- '.repeat(500)}end`,
  ])
  expect(await page.locator('main').innerText()).toContain('deep')
})
