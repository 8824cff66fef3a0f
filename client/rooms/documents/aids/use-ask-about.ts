import type { Editor } from '@tiptap/core'
import type { ContentReplica } from '#shared/crdt/replica.ts'
import { documentType } from '#shared/rooms/documents/index.ts'
import { useEngine } from '#client/replica/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import { type AskScope, passageFor } from './ask-scope.ts'
import { type Act, placeOf } from './asked-place.ts'
import { quoted, useAskModel } from './use-ask-model.ts'

export type OfferedAct = Exclude<Act, 'again'>

export interface AskAbout {
  readonly act: OfferedAct
  readonly scope: AskScope
  /** To translate to. */
  readonly language?: string
}

/** Puts one of the questions about where somebody is in the text. The selection and the caret stay where they are. */
export function useAskAbout(editor: Editor, replica: ContentReplica): (about: AskAbout) => void {
  const t = useText('documentAsk')
  const tDocuments = useText('documents')
  const engine = useEngine()
  const ask = useAskModel()
  return ({ act, scope, language = '' }) => {
    const title = engine.rows().get(documentType, replica.id)?.value.title || tDocuments('untitled')
    const passage = passageFor(act, scope)
    const kind = act === 'outline' && passage === '' ? 'outlineOfTitle' : act
    const question = t(`question.${kind}`, { title, language })
    const blocks = (act === 'fill' && scope.table?.blocks) || scope.blocks
    const place = placeOf(replica, act, blocks)
    void ask({ document: replica.id, text: passage ? `${question}\n\n${quoted(passage)}` : question, place })
  }
}

const offered = ['en', 'es', 'zh', 'hi', 'ar', 'fr', 'pt', 'de', 'ja', 'it', 'pl', 'uk']

/** By their English names; those of the person's browser first. */
export function languagesToOffer(): readonly string[] {
  const names = new Intl.DisplayNames('en', { type: 'language' })
  const own = navigator.languages.map((each) => each.split('-', 1)[0] ?? each)
  return [...new Set([...own, ...offered])].slice(0, 12).flatMap((each) => names.of(each) ?? [])
}
