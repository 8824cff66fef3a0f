import {
  IconColumnInsertLeft,
  IconColumnInsertRight,
  IconColumnRemove,
  IconRowInsertBottom,
  IconRowInsertTop,
  IconRowRemove,
  IconTableMinus,
  IconTableRow,
} from '@tabler/icons-react'
import type { ChainedCommands } from '@tiptap/core'
import type { Icon } from '#client/rooms/client-room.ts'

export interface TableTool {
  readonly name:
    | 'rowAbove'
    | 'rowBelow'
    | 'columnBefore'
    | 'columnAfter'
    | 'headerRow'
    | 'deleteRow'
    | 'deleteColumn'
    | 'deleteTable'
  readonly icon: Icon
  apply(chain: ChainedCommands): ChainedCommands
}

export const tableTools: readonly TableTool[] = [
  { name: 'rowAbove', icon: IconRowInsertTop, apply: (chain) => chain.addRowBefore() },
  { name: 'rowBelow', icon: IconRowInsertBottom, apply: (chain) => chain.addRowAfter() },
  { name: 'columnBefore', icon: IconColumnInsertLeft, apply: (chain) => chain.addColumnBefore() },
  { name: 'columnAfter', icon: IconColumnInsertRight, apply: (chain) => chain.addColumnAfter() },
  { name: 'headerRow', icon: IconTableRow, apply: (chain) => chain.toggleHeaderRow() },
  { name: 'deleteRow', icon: IconRowRemove, apply: (chain) => chain.deleteRow() },
  { name: 'deleteColumn', icon: IconColumnRemove, apply: (chain) => chain.deleteColumn() },
  { name: 'deleteTable', icon: IconTableMinus, apply: (chain) => chain.deleteTable() },
]
