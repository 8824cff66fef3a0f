import { describe, expect, it } from 'vitest'
import { ownOrigin } from './own-origin.ts'

const local = ownOrigin({ listenHost: '127.0.0.1', publicUrl: undefined })
const open = ownOrigin({ listenHost: '0.0.0.0', publicUrl: undefined })
const named = ownOrigin({ listenHost: '127.0.0.1', publicUrl: new URL('https://nexus.example.org') })

describe('hosts', () => {
  const hosts = [
    'localhost:8787',
    '127.0.0.1',
    '[::1]:8787',
    'nexus.localhost',
    'evil.example',
    'nexus.example.org',
    '192.168.0.7:8787',
  ]
  it.each([
    ['on loopback', local, [true, true, true, true, false, false, false]],
    ['beyond loopback', open, [true, true, true, true, true, true, true]],
    ['behind a name', named, [true, true, true, true, false, true, false]],
  ] as const)('%s', (_where, origin, known) => {
    expect(hosts.map((host) => origin.isKnownHost(host))).toEqual(known)
  })
  it.each([
    undefined,
    '',
    'a b',
    'localhost/evil',
    'localhost@evil.example',
    'localhost:',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
  ])('on loopback, %j is no host of ours', (host) => expect(local.isKnownHost(host)).toBe(false))
})

describe('pages', () => {
  it.each([
    [{ host: 'localhost:8787', origin: 'http://localhost:8787' }, true],
    [{ host: 'nexus.example.org', origin: 'https://nexus.example.org' }, true],
    [{ host: 'localhost:8787' }, true],
    [{ host: 'localhost:8787', 'sec-fetch-site': 'same-origin' }, true],
    [{ host: 'localhost:8787', origin: 'http://localhost:3000' }, false],
    [{ host: 'localhost:8787', origin: 'https://evil.example' }, false],
    [{ host: 'localhost:8787', origin: 'null' }, false],
    [{ host: 'localhost:8787', origin: 'http://localhost:8787.evil.example' }, false],
    [{ host: 'localhost:8787', 'sec-fetch-site': 'same-site' }, false],
    [{ host: 'localhost:8787', 'sec-fetch-site': 'cross-site' }, false],
    [{ origin: 'http://localhost:8787' }, false],
  ])('%j: %s', (headers, own) => expect(local.isOwnPage(headers)).toBe(own))
})
