import type { ContentNode } from '../../crdt/content.ts'

/** One content three times: as it is, as its Markdown is read, and as that Markdown is read after somebody has edited it. */
export interface Retold<Part> {
  readonly is: Part
  readonly said: Part
  readonly wanted: Part
}

export type Nodes = readonly ContentNode[]

/** undefined: something would be lost. */
export type GraftNodes = (retold: Retold<Nodes>) => Nodes | undefined

/** Attributes that the edit has not touched are as they were. */
export function keptAttrs({ is, said, wanted }: Retold<ContentNode>): Pick<ContentNode, 'attrs'> {
  const names = new Set([is, wanted].flatMap(({ attrs }) => Object.keys(attrs ?? {})))
  const kept = [...names].flatMap((name) => {
    const [before, after] = [said, wanted].map(({ attrs }) => JSON.stringify(attrs?.[name] ?? null))
    const value = (before === after ? is : wanted).attrs?.[name]
    return value === undefined ? [] : [[name, value] as const]
  })
  return kept.length > 0 ? { attrs: Object.fromEntries(kept) } : {}
}
