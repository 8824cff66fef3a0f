import type { PrincipalId } from '#shared/kit/ids.ts'

/** What was answered to requests that named themselves, to be answered again when they come again. */
export interface RepeatStore {
  repeatedAnswer(principal: PrincipalId, keyHash: Uint8Array): Promise<RepeatedAnswer | undefined>
  /** Written before the act: after a crash in the middle it says that the act may have been done. Those begun before the time are forgotten. */
  beginRepeatable(request: RepeatableRequest & { madeAt: number }, forgetBefore: number): Promise<void>
  /** It was done: with this answer, or with one that is not kept. */
  keepAnswer(of: RepeatKey, answer: string | undefined): Promise<void>
  /** It was not done, and can be asked for again. */
  forgetRepeatable(of: RepeatKey): Promise<void>
}

export interface RepeatKey {
  readonly principal: PrincipalId
  readonly keyHash: Uint8Array
}

export interface RepeatableRequest extends RepeatKey {
  /** Of what was asked: another request can not have its answer. */
  readonly requestHash: Uint8Array
}

export interface RepeatedAnswer {
  readonly requestHash: Uint8Array
  readonly isDone: boolean
  /** JSON; undefined: it is yet to come, or held a secret, which is nowhere kept. */
  readonly answer: string | undefined
  readonly madeAt: number
}
