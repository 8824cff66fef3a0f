import { EditorContent, type Editor } from '@tiptap/react'
import { lazy, type MouseEvent, type ReactNode, Suspense, useCallback, useMemo, useRef, useState } from 'react'
import type { Selection } from '@tiptap/pm/state'
import type * as Y from 'yjs'
import type { ContentReplica } from '#shared/crdt/replica.ts'
import type { ReplicaId } from '#shared/kit/ids.ts'
import { createDocument, documentQueries, type OpenDocument } from '#shared/rooms/documents/index.ts'
import { type Awareness, type ContentHistory, useBlobs, useQuery, useRun, useWorkspace } from '#client/replica/index.ts'
import { useThings } from '#client/rooms/things.ts'
import { useText } from '#client/ui/i18n.tsx'
import { useIsPhone } from '#client/ui/use-is-phone.ts'
import { askedIn } from '../aids/asked-in.ts'
import type { ContentHost, WrittenLink } from './content/content-host.ts'
import type { ContentGuard } from './content-guard.ts'
import { DocumentFrame } from './document-frame.tsx'
import { createLinkDirectory } from './link-directory.ts'
import { BubbleToolbar } from './popups/bubble-toolbar.tsx'
import { ImageBubble } from './popups/image-bubble.tsx'
import { LinkMenu, resolveLinks } from './popups/link-menu.tsx'
import { PhoneToolbar } from './popups/phone-toolbar.tsx'
import { SlashMenu } from './popups/slash-menu.tsx'
import { TableBubble } from './popups/table-bubble.tsx'
import { WebLinkBubble } from './popups/web-link-bubble.tsx'
import { type DocumentEditor, useDocumentEditor } from './use-document-editor.ts'
import { pickFiles, useFileKeeper } from './use-file-picker.ts'
import type { HunkCardsProps } from '../proposals/hunk-cards.tsx'
import './content/content.css'

const AskSurface = lazy(async () => ({ default: (await import('../aids/ask-surface.tsx')).AskSurface }))
const AskedCards = lazy(async () => ({ default: (await import('../aids/asked-cards.tsx')).AskedCards }))
const HunkCards = lazy(async () => ({ default: (await import('../proposals/hunk-cards.tsx')).HunkCards }))

interface DocumentBodyProps {
  document: OpenDocument
  doc: Y.Doc
  awareness: Awareness
  /** Absent for who only reads. */
  history: ContentHistory | undefined
  guard: ContentGuard
  canWrite: boolean
  /** undefined: nothing can be proposed to who only reads. */
  proposals: Omit<HunkCardsProps, 'editor'> | undefined
  /** Over the title: what has to be said about this document. */
  notice: ReactNode
}

/** The text of an open document with all that helps to write it. Its row changes while someone types: what is heavy is memoized. */
export function DocumentBody(props: DocumentBodyProps) {
  const { document, doc, awareness, history, guard, canWrite, proposals, notice } = props
  const isPhone = useIsPhone()
  const keeper = useFileKeeper()
  const { host, follow, create } = useContentHost(document, canWrite)
  const [isLinking, setLinking] = useState(false)
  const askLink = useCallback(() => setLinking(true), [])
  const bound = useDocumentEditor({ doc, awareness, history, guard, canWrite, host, keeper, askLink })
  const { editor } = bound
  const pick = useCallback((kind: 'image' | 'file') => pickFiles(editor, keeper, kind), [editor, keeper])
  return (
    <DocumentFrame
      document={document}
      editor={editor}
      canWrite={canWrite}
      notice={notice}
      foot={
        canWrite && (
          <WritingAids
            bound={bound}
            replica={proposals?.replica}
            isPhone={isPhone}
            isLinking={isLinking}
            setLinking={setLinking}
          >
            {(ask) => (
              <>
                <SlashMenu store={bound.slash} pickFiles={pick} ask={ask} />
                <LinkMenu store={bound.links} self={document.id} create={create} />
              </>
            )}
          </WritingAids>
        )
      }
    >
      {proposals && <FromModel editor={editor} {...proposals} />}
      <div
        ref={(node) => follow(node, editor)}
        className="doc-room"
        onMouseDown={(event) => canWrite && writeBelow(event, editor)}
      >
        <EditorContent editor={editor} />
      </div>
    </DocumentFrame>
  )
}

/** What a model was asked here, and what it proposes. */
function FromModel({ editor, replica, proposals }: HunkCardsProps) {
  const asked = useQuery(askedIn, replica.id)
  return (
    <Suspense>
      {asked.length > 0 && <AskedCards editor={editor} replica={replica} asked={asked} />}
      {proposals.length > 0 && <HunkCards editor={editor} replica={replica} proposals={proposals} />}
    </Suspense>
  )
}

interface WritingAidsProps {
  bound: DocumentEditor
  replica: ContentReplica | undefined
  isPhone: boolean
  isLinking: boolean
  setLinking: (isLinking: boolean) => void
  children: (ask: (() => void) | undefined) => ReactNode
}

/**
 * On a phone one bar over the keyboard; otherwise small bars where the caret is. What a link or a picture offers stands beside it in either:
 * without it a finger could not follow the link.
 */
function WritingAids({ bound: { editor }, replica, isPhone, isLinking, setLinking, children }: WritingAidsProps) {
  const { isLocal } = useWorkspace()
  const [isAsking, setAsking] = useState(false)
  const asked = useRef<Selection>(undefined)
  const openAsk = useCallback(() => setAsking(true), [])
  const editLink = useCallback(() => setLinking(true), [setLinking])
  const close = (isAsked: boolean) => {
    if (isAsked) asked.current = editor.state.selection
    setAsking(false)
  }
  // A workspace that is nowhere else has no model.
  const ask = isLocal || !replica ? undefined : openAsk
  const links = { editor, isLinking, setLinking, ask }
  return (
    <>
      {isPhone ? (
        <PhoneToolbar {...links} />
      ) : (
        <>
          <BubbleToolbar {...links} asked={asked} />
          <TableBubble editor={editor} ask={ask} asked={asked} />
        </>
      )}
      <WebLinkBubble editor={editor} edit={isPhone ? editLink : undefined} />
      <ImageBubble editor={editor} />
      {children(ask)}
      {isAsking && replica && (
        <Suspense>
          <AskSurface editor={editor} replica={replica} isPhone={isPhone} close={close} />
        </Suspense>
      )}
    </>
  )
}

/** What the nodes of the text ask for, and links that follow what they lead to. */
function useContentHost(document: OpenDocument, canWrite: boolean) {
  const t = useText('documents')
  const things = useThings()
  const blobs = useBlobs()
  const run = useRun()
  const [directory] = useState(() => createLinkDirectory((id) => things.pathOf(id)))
  const bound = useRef<Editor>(undefined)
  const links = useQuery(documentQueries.linksOf, { id: document.id })
  const parent = document.folders.at(-1)?.id
  const create = useCallback(
    async (title: string): Promise<ReplicaId | undefined> => {
      const made = await run(createDocument, { title, ...(parent && { parent }) })
      return made.ok ? made.value.id : undefined
    },
    [run, parent],
  )
  const openLink = async (link: WrittenLink) => {
    const found = directory.find(link)?.id ?? link.id
    if (found) return things.open(found)
    const title = titleOf(link.target)
    const made = canWrite && title ? await create(title) : undefined
    if (!made || !bound.current) return false
    resolveLinks({ editor: bound.current }, link.target, made)
    return things.open(made)
  }
  const latest = useRef(openLink)
  const host = useMemo<ContentHost>(
    () => ({
      text: t,
      blobUrl: (hash) => blobs.url(hash),
      links: directory,
      openLink: (link) => void latest.current(link),
    }),
    [t, blobs, directory],
  )
  // In the commit, not while rendering: the links in the text are drawn outside React.
  const follow = (node: HTMLElement | null, editor: Editor) => {
    if (!node) return
    bound.current = editor
    latest.current = openLink
    directory.set(links)
  }
  return { host, follow, create }
}

/** `Folder/My note#Part` → `My note`. */
function titleOf(target: string): string {
  const path = target.split('#', 1)[0] ?? ''
  return path
    .slice(path.lastIndexOf('/') + 1)
    .replace(/\.md$/i, '')
    .trim()
}

/** A press on the empty room below the text goes on writing there, also below a table or a picture. */
function writeBelow(event: MouseEvent, editor: Editor): void {
  if (event.target !== event.currentTarget || event.button !== 0) return
  event.preventDefault()
  const last = editor.state.doc.lastChild
  const chain = editor.chain()
  if (last?.type.name !== 'paragraph') chain.insertContentAt(editor.state.doc.content.size, { type: 'paragraph' })
  chain.focus('end').run()
}
