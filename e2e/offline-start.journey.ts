import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBrowser, type TestBrowser } from './support/browser.ts'
import { startServer, type TestServer } from './support/server.ts'

describe('after one visit', () => {
  let server: TestServer
  let browser: TestBrowser

  beforeAll(async () => {
    server = await startServer()
    browser = await openBrowser({ server })
    await browser.goto('/')
    await browser.untilOfflineReady()
  })
  afterAll(async () => {
    await browser?.close()
    await server?.close()
  })

  it('can be installed', async () => {
    const devtools = await browser.context().newCDPSession(browser.page())
    const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors')
    expect(installabilityErrors).toEqual([])
  })

  it('starts without a network, in a browser that was killed, at an address never opened before', async () => {
    await browser.goOffline()
    await browser.crash()
    const page = await browser.goto('/nowhere')
    await page.getByText('Go to Home').waitFor()
    expect(await page.title()).toContain('Nexus')
  })

  it('asks nobody but its own server and logs no error', () => {
    browser.expectNoProblems()
  })
})
