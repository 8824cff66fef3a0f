/** One line that is written over and over, on a terminal only. */
export function openProgressLine(stream: NodeJS.WriteStream = process.stderr) {
  let lastAt = 0
  const clear = () => {
    if (stream.isTTY) stream.write('\r\u001b[K')
  }
  return {
    show(text: string, nowMs: number): void {
      if (!stream.isTTY || nowMs - lastAt < 80) return
      lastAt = nowMs
      const width = Math.max(20, stream.columns - 1)
      stream.write(`\r\u001b[K${text.length > width ? `${text.slice(0, width - 1)}…` : text}`)
    },
    clear,
  }
}
