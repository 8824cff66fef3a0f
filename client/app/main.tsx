import { createRoot } from 'react-dom/client'
import { openEngine } from '#client/replica/index.ts'
import { registerServiceWorker } from '#client/platform/service-worker.ts'
import { DesignProvider } from '#client/ui/design-provider.tsx'
import { watchInstallPrompt } from '#client/ui/install-prompt.tsx'
import { App } from './app.tsx'
import { allMessages } from './messages.ts'
import { rooms } from './rooms.ts'
import { createAppRouter } from './router.tsx'
import { StartProblem } from './shell/problem-screens.tsx'
import { createUpdateWatch } from './shell/update-watch.ts'

const install = watchInstallPrompt(window)
const updates = createUpdateWatch()
const root = createRoot(document.getElementById('root')!)

openEngine().then(
  (engine) => {
    const router = createAppRouter(engine, rooms)
    root.render(<App engine={engine} rooms={rooms} router={router} updates={updates} install={install} />)
  },
  (error: unknown) => {
    root.render(
      <DesignProvider messages={allMessages(rooms)}>
        <StartProblem error={error} />
      </DesignProvider>,
    )
  },
)
void registerServiceWorker({ onUpdateReady: updates.ready })
