import type { Scalar } from './fields.ts'

/**
 * Rich text as plain data, the JSON that ProseMirror speaks: what the editor binds, importers write and projections read.
 * Marks sit on text nodes only.
 */
export interface ContentNode {
  readonly type: string
  readonly attrs?: Readonly<Record<string, Scalar | null>>
  readonly content?: readonly ContentNode[]
  readonly text?: string
  readonly marks?: readonly ContentMark[]
}

export interface ContentMark {
  readonly type: string
  readonly attrs?: Readonly<Record<string, Scalar | null>>
}
