import 'tldraw/tldraw.css'
import { useCallback, useMemo, useState } from 'react'
import {
  createTLStore,
  defaultBindingUtils,
  defaultShapeUtils,
  type Editor,
  type TLAnyShapeUtilConstructor,
  Tldraw,
  type TLStore,
} from 'tldraw'
import type * as Y from 'yjs'
import { type Awareness, type ContentHistory, useBlobs, useEngine } from '#client/replica/index.ts'
import { useUndoSteps } from '#client/rooms/undo-steps.ts'
import { useAnnounce } from '#client/ui/announce.tsx'
import { type Text, useText } from '#client/ui/i18n.tsx'
import { assetUrls } from './asset-urls.ts'
import { boardAssets } from './board-assets.ts'
import { boardComponents, boardOverrides } from './board-menu.tsx'
import { useBoardUser } from './board-user.ts'
import { LinkedPageShapeUtil } from './link-shapes.tsx'
import { openBoard } from './open-board.ts'
import classes from './board-canvas.module.css'

export interface BoardCanvasProps {
  doc: Y.Doc
  awareness: Awareness
  history: ContentHistory | undefined
  canWrite: boolean
  title: string
}

const linkShapes = [LinkedPageShapeUtil]
const noEmbeds: never[] = []
const noFilms: readonly string[] = []

/** The drawing surface. Everything of the drawing library is below this folder, and in a chunk of its own. */
export function BoardCanvas({ doc, awareness, history, canWrite, title }: BoardCanvasProps) {
  const t = useText('whiteboards')
  const store = useBoardStore(doc)
  const user = useBoardUser()
  const engine = useEngine()
  const steps = useUndoSteps()
  const mount = useCallback(
    (editor: Editor) => {
      const undo = { history, steps, state: engine.live.undo, label: t('board.drawing') }
      return openBoard({ editor, doc, awareness, canWrite, undo, leaving: engine.leaving })
    },
    [doc, awareness, history, canWrite, steps, engine, t],
  )
  return (
    // The keys of the canvas are its own: `d` draws here.
    <section className={classes.canvas} aria-label={t('board.canvas', { title })} data-own-keys>
      <Tldraw
        key={String(canWrite)}
        store={store}
        user={user}
        onMount={mount}
        assetUrls={assetUrls}
        components={boardComponents}
        overrides={boardOverrides}
        shapeUtils={linkShapes}
        embeds={noEmbeds}
        acceptedVideoMimeTypes={noFilms}
        autoFocus
      />
    </section>
  )
}

/** A store for each document: a rebuilt replica is another document and gets a fresh one. */
function useBoardStore(doc: Y.Doc): TLStore {
  const t = useText('whiteboards')
  const announce = useAnnounce()
  const blobs = useBlobs()
  const [assets] = useState(() =>
    boardAssets({
      blobs,
      onRefused: (reason) => announce(sentenceOf(reason, t), { tone: 'problem' }),
      wait: (delayMs) => new Promise((resolve) => setTimeout(resolve, delayMs)),
    }),
  )
  return useMemo(() => {
    const shapeUtils = defaultShapeUtils as unknown as TLAnyShapeUtilConstructor[]
    return createTLStore({ id: doc.guid, shapeUtils, bindingUtils: defaultBindingUtils, assets })
  }, [doc, assets])
}

function sentenceOf(reason: string, t: Text<'whiteboards'>): string {
  if (reason === 'too-large') return t('picture.tooLarge')
  if (reason === 'read-only') return t('picture.readOnly')
  return t('picture.notStored')
}
