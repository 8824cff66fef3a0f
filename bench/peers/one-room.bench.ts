import { compareFanOut } from './fan-out.ts'

export const name = 'Fan-out: one room of 300 clients, 6 writers, rising edit rate'

export const run = () =>
  compareFanOut({
    rooms: 1,
    clientsPerRoom: 300,
    writersPerRoom: 6,
    lightRate: 20,
    firstRate: 100,
    aim: 1,
    references: ['relay-per-tick'],
  })
