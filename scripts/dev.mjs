// npm run dev: the server restarts and the page reloads as files change. Open the address that Vite prints.
import { spawn } from 'node:child_process'
import { installIfNeeded } from './install.mjs'
import { binFolder, main, projectNode, root } from './project.mjs'
import { join } from 'node:path'

await main(async () => {
  await installIfNeeded()
  const children = [
    start(projectNode, ['--watch', '--watch-preserve-output', 'sync-server/app/main.ts']),
    start(projectNode, [join(binFolder, 'vite')]),
  ]
  const stopAll = () => children.forEach((child) => child.kill('SIGTERM'))
  for (const child of children) child.once('exit', stopAll)
  process.on('SIGINT', stopAll)
  process.on('SIGTERM', stopAll)
})

function start(command, args) {
  return spawn(command, args, { cwd: root, stdio: 'inherit' })
}
