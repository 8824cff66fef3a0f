/** Long work gives way to the screen about this often. */
const workMs = 12

/** Fulfilled at once most of the time, and after the screen has had its turn when it is due. */
export function openPauses(): () => Promise<void> {
  let since = performance.now()
  return async () => {
    if (performance.now() - since < workMs) return
    await new Promise<void>((resolve) => {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = () => {
        port1.close()
        resolve()
      }
      port2.postMessage(0)
    })
    since = performance.now()
  }
}
