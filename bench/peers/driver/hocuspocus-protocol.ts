import { Out } from './bytes.ts'
import { presenceOf } from './presence.ts'
import type { Line, Protocol } from './protocol.ts'

const sync = 0
const awareness = 1
const auth = 2
const syncReply = 4
const syncStatus = 8
const out = new Out()

/** Each frame names its document; who comes says a token first, even where nobody asks for one. It acknowledges from memory. */
export const hocuspocusProtocol: Protocol = {
  upgrade: () => ({ path: '/', headers: {} }),
  opened: (line) => {
    line.send(named(line).byte(auth).byte(0).text('bench').text('4.7'))
    line.send(named(line).byte(sync).byte(0).byte(1).byte(0))
    line.send(named(line).byte(awareness).sized(presenceOf(line)))
  },
  take: (line, frame, listener) => {
    frame.skipSized()
    const type = frame.uint()
    if (type === auth && frame.uint() === 1) throw new Error('Hocuspocus refused a client.')
    if (type === syncStatus) {
      if (frame.uint() !== 1) throw new Error('Hocuspocus refused an edit.')
      if (line.unasked > 0) line.unasked -= 1
      else listener.acknowledged()
    }
    if (type !== sync && type !== syncReply) return
    const step = frame.uint()
    if (step === 0) {
      line.unasked += 1
      return line.send(named(line).byte(syncReply).byte(1).byte(2).byte(0).byte(0))
    }
    listener.update(frame, frame.uint())
    if (step === 1) listener.synced()
  },
  writeEdit: (edit, line, updateLength) => edit.text(line.seat.room.replica).byte(sync).byte(2).uint(updateLength),
}

function named(line: Line): Out {
  return out.clear().text(line.seat.room.replica)
}
