/** An answer as it is being made, for `useSyncExternalStore`: listened to as long as somebody listens here. */
export interface AnswerStream {
  subscribe(listener: () => void): () => void
  text(): string
}

type Source = Pick<EventSource, 'addEventListener' | 'close'>

/** What the browser lost on the way it asks for again by itself, from the last piece on. */
export function openAnswerStream(
  url: string,
  open: (url: string) => Source = (address) => new EventSource(address),
): AnswerStream {
  let text = ''
  return {
    text: () => text,
    subscribe: (listener) => {
      text = ''
      const source = open(url)
      const hear = (kind: string, take: (data: { readonly text?: string }) => void) =>
        source.addEventListener(kind, (event) => {
          take(JSON.parse(String((event as MessageEvent).data)) as { text?: string })
          listener()
        })
      hear('piece', (data) => (text += data.text ?? ''))
      hear('reset', () => (text = ''))
      // The answer itself comes with the record, to all devices alike.
      hear('end', () => source.close())
      return () => source.close()
    },
  }
}
