import { createRoot } from 'react-dom/client'
import { type Engine, openEngine } from '#client/replica/index.ts'
import { hasDeviceLock, isLockKept, onLockWritten } from '#client/platform/lock-note.ts'
import { registerServiceWorker } from '#client/platform/service-worker.ts'
import { deviceLock } from '#client/rooms/settings/index.ts'
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

const fail = (error: unknown) =>
  root.render(
    <DesignProvider messages={allMessages(rooms)}>
      <StartProblem error={error} />
    </DesignProvider>,
  )
const show = (engine: Engine) => {
  const router = createAppRouter(engine, rooms)
  root.render(<App engine={engine} rooms={rooms} router={router} updates={updates} install={install} />)
}
const startLocked = async () => {
  const { startBehindLock } = await deviceLock()
  await startBehindLock({ root, messages: allMessages(rooms), start: () => void openEngine().then(show, fail) })
}
const startOpen = async () => {
  const [engine, isLocked] = await Promise.all([openEngine(), isLockKept()])
  if (!isLocked) return show(engine)
  await engine.close()
  return startLocked()
}

if (hasDeviceLock()) startLocked().catch(fail)
else {
  onLockWritten(() => void deviceLock().then(({ joinLock }) => joinLock()))
  startOpen().catch(fail)
}
void registerServiceWorker({ onUpdateReady: updates.ready })
