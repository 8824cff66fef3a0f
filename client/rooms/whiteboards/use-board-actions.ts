import { IconPalette } from '@tabler/icons-react'
import { useMemo } from 'react'
import { useText } from '#client/ui/i18n.tsx'
import type { Action } from '../client-room.ts'
import { useNewBoard } from './use-new-board.ts'

/** What whiteboards add to the command bar and the keyboard. */
export function useBoardActions(): readonly Action[] {
  const t = useText('whiteboards')
  const drawNew = useNewBoard()
  return useMemo(
    () => [
      {
        id: 'whiteboards.new',
        label: t('newBoard'),
        keywords: ['draw', 'sketch', 'canvas', 'diagram', 'sticky notes'],
        shortcut: 'n w',
        icon: IconPalette,
        starter: t('newBoardStarter'),
        writes: true,
        run: () => void drawNew(),
      },
    ],
    [t, drawNew],
  )
}
