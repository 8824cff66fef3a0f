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
