import { useNavigate } from '@tanstack/react-router'
import { useCallback } from 'react'
import { useRun, useWorkspace } from '#client/replica/index.ts'

/** Makes an empty board and goes there. */
export function useNewBoard(): () => Promise<void> {
  const run = useRun()
  const navigate = useNavigate()
  const { id: workspace } = useWorkspace()
  return useCallback(async () => {
    // Not part of the first load, as the other commands.
    const createBoard = import('./new-board.ts').then((room) => room.createBoard)
    const made = await run(createBoard, { title: '' })
    if (made.ok) await navigate({ to: `/w/${workspace}/whiteboards/${made.value.id}` })
  }, [run, navigate, workspace])
}
