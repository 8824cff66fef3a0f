import { Out } from './bytes.ts'
import { presenceOf } from './presence.ts'
import type { Protocol, Seat } from './protocol.ts'

const out = new Out()
const emptyStep1 = new Out().byte(0).byte(0).byte(1).byte(0)
const emptyStep2 = new Out().byte(0).byte(1).byte(2).byte(0).byte(0)

/** y-websocket: sync step 1, step 2 and updates; the room is the path. There are no acknowledgements. */
export const yProtocol = yProtocolAt(({ room }) => `/${room.replica}`)

/** The same at the door that Nexus has for it. */
export const nexusYProtocol = yProtocolAt(
  ({ room, person }) => `/y/${person.organisation}/${room.workspace}/${room.replica}?token=${person.token}`,
)

function yProtocolAt(pathOf: (seat: Seat) => string): Protocol {
  return {
    upgrade: (seat) => ({ path: pathOf(seat), headers: {} }),
    opened: (line) => {
      line.send(emptyStep1)
      line.send(out.clear().byte(1).sized(presenceOf(line)))
    },
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
