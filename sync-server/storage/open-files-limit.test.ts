import { afterEach, expect, it } from 'vitest'
import { connectionLimit, filesForOrganisations, holdSocket } from './open-files-limit.ts'

const held: (() => void)[] = []
afterEach(() => held.splice(0).forEach((letGo) => letGo()))

it('sockets and files of organisations share the limit: with few sockets many organisations are open, with many a few', () => {
  expect(filesForOrganisations(20_000)).toBe(500)
  expect(connectionLimit(20_000)).toBe(18_240)
  for (let at = 0; at < 17_000; at += 1) held.push(holdSocket())
  expect(filesForOrganisations(20_000)).toBe(311)
  for (let at = held.length; at < connectionLimit(20_000); at += 1) held.push(holdSocket())
  expect(filesForOrganisations(20_000)).toBe(156)
  for (const letGo of held.splice(0)) letGo()
  expect(filesForOrganisations(20_000)).toBe(500)
})

it('a small limit leaves room for a few organisations and for sockets', () => {
  expect([filesForOrganisations(1_024), connectionLimit(1_024)]).toEqual([64, 448])
  expect([filesForOrganisations(256), connectionLimit(256)]).toEqual([8, 1])
})
