import { typeNamed } from './all-rooms.ts'
import { privateTypes } from './assistant/index.ts'
import type { AnyOutwardAct } from './outward-act.ts'
import { inviteToWorkspace, shareThing } from './sharing/index.ts'

/** All that can be proposed of what reaches beyond a workspace. Beside the rooms and not in them: a first load needs none of it. */
export const outwardActs: readonly AnyOutwardAct[] = [
  shareThing((name) => (privateTypes.has(name) ? undefined : typeNamed(name))),
  inviteToWorkspace,
]

export function outwardActNamed(name: string): AnyOutwardAct | undefined {
  return outwardActs.find((act) => act.name === name)
}
