import type { PrincipalId } from '#shared/kit/ids.ts'

/** What was answered to requests that named themselves, to be answered again when they come again. */
export interface RepeatStore {
  repeatedAnswer(principal: PrincipalId, keyHash: Uint8Array): Promise<RepeatedAnswer | undefined>
  /** The first one stays. Those made before the time are forgotten. */
  keepAnswer(
    answer: RepeatedAnswer & { principal: PrincipalId; keyHash: Uint8Array },
    forgetBefore: number,
  ): Promise<void>
}

export interface RepeatedAnswer {
  /** Of what was asked: another request can not have its answer. */
  readonly requestHash: Uint8Array
  /** JSON; undefined: it held a secret, which is nowhere kept. */
  readonly answer: string | undefined
  readonly madeAt: number
}
