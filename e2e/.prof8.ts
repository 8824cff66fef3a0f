import { openBrowser } from './support/browser.ts'
import { startServer } from './support/server.ts'
process.env.CHROME_PATH='/usr/bin/chromium'
const server = await startServer({port: 8883}); const browser = await openBrowser({ server })
try {
const page = await browser.goto('/'); await page.waitForURL(/\/w\/ws_/)
const base = new URL(page.url()).pathname
await page.goto(browser.url+base+'/transfer'); 
const [c] = await Promise.all([page.waitForEvent('filechooser'), page.getByRole('button',{name:'Choose a folder'}).click()]); await c.setFiles('/tmp/nexus-8/v/vault')
await page.getByRole('button',{name:'Import',exact:true}).waitFor()
const cdp = await page.context().newCDPSession(page); await cdp.send('Profiler.enable'); await cdp.send('Profiler.setSamplingInterval',{interval:1000}); 
await page.evaluate(()=>{ (globalThis as any).ph=[]; const o=new MutationObserver(()=>{const s=document.querySelector('[role=status]')?.textContent; const a=(globalThis as any).ph; if(s&&a.at(-1)?.[0]!==s)a.push([s,Math.round(performance.now())])}); o.observe(document.body,{subtree:true,childList:true,characterData:true}); const lt:number[]=[]; (globalThis as any).lt=lt; new PerformanceObserver(l=>l.getEntries().forEach(e=>lt.push(Math.round(e.duration)))).observe({type:'longtask'}) })
await cdp.send('Profiler.start'); const t=Date.now(); await page.getByRole('button',{name:'Import',exact:true}).click()
await page.getByText('is imported').first().waitFor({timeout:120000}); console.log('ms', Date.now()-t)
const { profile } = await cdp.send('Profiler.stop') as any
console.log(await page.evaluate(()=>(globalThis as any).ph), 'long tasks', (await page.evaluate(()=>(globalThis as any).lt)).sort((a:number,b:number)=>b-a).slice(0,20))
const self=new Map<string,number>(); const byId=new Map(profile.nodes.map((n:any)=>[n.id,n])); 
profile.samples.forEach((id:number,i:number)=>{const n:any=byId.get(id); const k=n.callFrame.functionName+' '+n.callFrame.url.split('/').pop()+':'+n.callFrame.lineNumber+':'+n.callFrame.columnNumber; self.set(k,(self.get(k)??0)+profile.timeDeltas[i]/1000)})
console.log([...self].sort((a,b)=>b[1]-a[1]).slice(0,30).map(([k,v])=>Math.round(v)+' '+k).join('\n'))
const byUrl=new Map<string,number>(); profile.samples.forEach((id:number,i:number)=>{const n:any=byId.get(id); const k=n.callFrame.url.split('/').pop()||n.callFrame.functionName; byUrl.set(k,(byUrl.get(k)??0)+profile.timeDeltas[i]/1000)}); console.log([...byUrl].sort((a,b)=>b[1]-a[1]).slice(0,14))
} finally { await browser.close(); await server.close() }
