import { Suspense, use, useDeferredValue, useMemo } from 'react'
import { type Board, boardType, drawnIn } from '#shared/rooms/whiteboards/index.ts'
import { type Engine, useEngine } from '#client/replica/index.ts'
import { type Outline, outlineOf } from './outline.ts'
import { OutlinePicture } from './outline-picture.tsx'
import classes from './board-preview.module.css'

type Reading = Promise<Outline | undefined>

/** What is on a board, from afar. Read from this device whenever the board has changed. */
export function BoardPreview({ board }: { board: Board }) {
  const engine = useEngine()
  // Another row means another drawing: then it is read again.
  const reading = useMemo(() => readOutline(engine, board), [engine, board])
  return (
    <div className={classes.preview} aria-hidden>
      <Suspense fallback={null}>
        <Picture reading={useDeferredValue(reading)} />
      </Suspense>
    </div>
  )
}

function readOutline(engine: Engine, { id }: Board): Reading {
  return engine.readReplica(boardType, id, (replica) => outlineOf(drawnIn(replica))).catch(() => undefined)
}

function Picture({ reading }: { reading: Reading }) {
  const outline = use(reading)
  return outline && <OutlinePicture outline={outline} />
}
