import { compareFanOut } from './fan-out.ts'

export const name = 'Fan-out: 50 rooms of 10 clients, 3 writers each, rising edit rate'

export const run = () =>
  compareFanOut({
    rooms: 50,
    clientsPerRoom: 10,
    writersPerRoom: 3,
    lightRate: 300,
    firstRate: 3_000,
    aim: 3,
    references: ['nexus-y', 'relay', 'relay-per-tick'],
  })
