import { expect, it } from 'vitest'
import type { WorkspaceId } from '#shared/kit/ids.ts'
import { type LinkReport, type StatusInput, syncStatusOf, type WorkspaceReport } from './sync-status.ts'

const workspace = 'ws_00000000000000000000000001' as WorkspaceId

const report = (link: LinkReport['link'], own?: WorkspaceReport): LinkReport => ({
  link,
  n: 5,
  workspaces: own ? { [workspace]: own } : {},
})
const statusOf = (given: Partial<StatusInput>) =>
  syncStatusOf({
    isLocal: false,
    report: report('open', { unsent: 0, caughtUpAt: 7 }),
    workspace,
    stored: undefined,
    isStoring: false,
    lastUnsentN: 0,
    refused: 0,
    ...given,
  })

it('says synced only when nothing waits anywhere', () => {
  expect(statusOf({})).toEqual({ state: 'synced', at: 7, refused: 0 })
  expect(statusOf({ isStoring: true }).state).toBe('sending')
  expect(statusOf({ lastUnsentN: 6 })).toMatchObject({ state: 'sending', unsent: 1 })
  expect(statusOf({ report: report('open', { unsent: 2, caughtUpAt: 7 }) })).toMatchObject({
    state: 'sending',
    unsent: 2,
  })
  expect(statusOf({ report: report('open', { unsent: 0 }) }).state).toBe('connecting')
  expect(statusOf({ report: report('open') }).state).toBe('connecting')
  expect(statusOf({ report: report('offline', { unsent: 0, caughtUpAt: 7 }) }).state).toBe('offline')
})

it('counts as unsent only what is stored here', () => {
  const offline = report('offline', { unsent: 0 })
  expect(statusOf({ report: offline, isStoring: true })).toEqual({ state: 'offline', unsent: 0, refused: 0 })
  expect(statusOf({ report: offline, lastUnsentN: 6 })).toEqual({ state: 'offline', unsent: 1, refused: 0 })
})

it('says why it stopped, and that a local workspace needs no server', () => {
  expect(statusOf({ report: report('signed-out', { unsent: 3 }) })).toEqual({
    state: 'signed-out',
    unsent: 3,
    refused: 0,
  })
  expect(statusOf({ report: report('open', { unsent: 1, sentence: 'No.' }) })).toMatchObject({
    state: 'failed',
    sentence: 'No.',
  })
  expect(statusOf({ isLocal: true, refused: 2 })).toEqual({ state: 'local', refused: 2 })
})

it('[SY28] says how much has come while it comes, and that something is missing also when nothing comes', () => {
  const coming = { done: 40, total: 100 }
  const fetching = { unsent: 2, coming }
  expect(statusOf({ report: report('open', fetching) })).toEqual({
    state: 'bootstrapping',
    ...coming,
    unsent: 2,
    refused: 0,
    coming,
  })
  // Nobody knows yet how much there is.
  const begun = { unsent: 0, coming: { done: 0, total: 0 } }
  expect(statusOf({ report: report('open', begun) })).toMatchObject({ state: 'connecting', coming: begun.coming })
  expect(statusOf({ report: report('offline', fetching) })).toMatchObject({ state: 'offline', unsent: 2, coming })
  expect(statusOf({ report: report('busy', fetching) })).toMatchObject({ state: 'busy', unsent: 2, coming })
  expect(statusOf({}).coming).toBeUndefined()
})

it('[SY28] knows from the store what is missing before the first report', () => {
  const stored = { id: workspace, name: 'Ours', origin: 'synced', cursor: 0, role: 'owner' } as const
  const before = { report: report('connecting') }
  expect(statusOf({ ...before, stored }).coming).toEqual({ done: 0, total: 0 })
  const half = { asOf: 9, next: 'b', done: 3, total: 7 }
  expect(statusOf({ ...before, stored: { ...stored, bootstrap: half } }).coming).toEqual({ done: 3, total: 7 })
  const whole = { ...half, next: '' }
  expect(statusOf({ ...before, stored: { ...stored, bootstrap: whole } }).coming).toBeUndefined()
  expect(statusOf({ ...before, stored: { ...stored, cursor: 5 } }).coming).toBeUndefined()
})
