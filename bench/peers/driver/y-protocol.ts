import { Out } from './bytes.ts'
import type { Protocol, Room, Seat } from './protocol.ts'

const emptyStep1 = new Out().byte(0).byte(0).byte(1).byte(0)
const emptyStep2 = new Out().byte(0).byte(1).byte(2).byte(0).byte(0)

/** y-websocket: sync step 1, step 2 and updates; the room is the path. There are no acknowledgements. */
export function yProtocol(pathOf: (seat: Seat) => string = ({ room }) => peerPath(room)): Protocol {
  return {
    upgrade: (seat) => ({ path: pathOf(seat), headers: {} }),
    opened: (line) => line.send(emptyStep1),
    take: (line, frame, listener) => {
      if (frame.uint() !== 0) return
      const step = frame.uint()
      if (step === 0) return line.send(emptyStep2)
      listener.update(frame, frame.uint())
      if (step === 1) listener.synced()
    },
    writeEdit: (out, _line, updateLength) => out.byte(0).byte(2).uint(updateLength),
  }
}

function peerPath({ replica }: Room): string {
  return `/${replica}`
}
