import { createRoot } from 'react-dom/client'
import { openEngine } from '#client/replica/index.ts'
import { registerServiceWorker } from '#client/platform/service-worker.ts'
import { watchInstallPrompt } from '#client/ui/install-prompt.tsx'
import { App } from './app.tsx'
import { rooms } from './rooms.ts'
import { createAppRouter } from './router.tsx'
import { createUpdateWatch } from './shell/update-watch.ts'

const install = watchInstallPrompt(window)
const updates = createUpdateWatch()
const root = createRoot(document.getElementById('root')!)
const engine = await openEngine()
root.render(<App engine={engine} rooms={rooms} router={createAppRouter(engine, rooms)} updates={updates} install={install} />)
void registerServiceWorker({ onUpdateReady: updates.ready })
