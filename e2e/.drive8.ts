import { openBrowser } from './support/browser.ts'
import { startServer } from './support/server.ts'
import { accessibilityViolations } from './support/accessibility.ts'
process.env.CHROME_PATH='/usr/bin/chromium'
const phone = process.argv[2]==='phone'; const dark = process.argv[3]==='dark'
const out='/tmp/nexus-8/shots/'+(phone?'p-':'d-')+(dark?'dark-':'')
import { mkdirSync } from 'node:fs'; mkdirSync('/tmp/nexus-8/shots',{recursive:true})
const server = await startServer({port: phone?8881:8882})
const browser = await openBrowser({ server, ...(phone&&{viewport:'phone' as const}), ...(dark&&{colorScheme:'dark' as const}) })
try {
const page = await browser.goto('/'); await page.waitForURL(/\/w\/ws_/)
const base = new URL(page.url()).pathname
await page.goto(browser.url+base+'/transfer'); await page.getByRole('heading',{name:'Import Markdown'}).waitFor()
await page.screenshot({path:out+'1-start.png'}); console.log(await accessibilityViolations(page))
if (!phone) { const [c] = await Promise.all([page.waitForEvent('filechooser'), page.getByRole('button',{name:'Choose a folder'}).click()]); await c.setFiles('/tmp/nexus-8/v/vault') }
else { const [c] = await Promise.all([page.waitForEvent('filechooser'), page.getByRole('button',{name:'Choose a zip or files'}).click()]); await c.setFiles('/tmp/nexus-8/v/vault.zip') }
await page.getByRole('button',{name:'Import',exact:true}).waitFor(); await page.screenshot({path:out+'2-plan.png'}); console.log(await accessibilityViolations(page))
const t=Date.now(); await page.getByRole('button',{name:'Import',exact:true}).click()
await page.waitForTimeout(1500); await page.screenshot({path:out+'3-running.png'})
await page.getByText('is imported').or(page.getByText('could not go on')).first().waitFor({timeout:120000}); console.log('import ms', Date.now()-t)
await page.waitForTimeout(300); await page.screenshot({path:out+'4-report.png'}); console.log(await accessibilityViolations(page))
await page.getByRole('heading',{name:'Export as Markdown'}).scrollIntoViewIfNeeded()
const t2=Date.now(); const [d] = await Promise.all([page.waitForEvent('download',{timeout:120000}), page.getByRole('button',{name:'Export',exact:true}).click()]); await d.saveAs('/tmp/nexus-8/app-'+(phone?'p':'d')+'.zip'); console.log('export ms', Date.now()-t2, d.suggestedFilename())
await page.getByText('are in').first().scrollIntoViewIfNeeded(); await page.screenshot({path:out+'5-exported.png'})
await page.goto(browser.url+base+'/documents'); await page.waitForTimeout(1500); await page.screenshot({path:out+'6-documents.png'})
await page.getByText('Everything at once').first().click(); await page.waitForTimeout(2500); await page.screenshot({path:out+'7-doc.png', fullPage:true})
console.log(browser.problems())
} catch(e) { console.log(e); await browser.page().screenshot({path:out+'err.png'}) } finally { await browser.close(); await server.close() }
